//! Several tasks, several metrics: which to pay, and what the paid ones do to the others (Holmström & Milgrom 1991, model section 1.3).

use super::linear::{Cholesky, dot, multiply};

/// K tasks seen through M metrics: metrics = Γ·effort + noise, effort cost ½(e − e₀)ᵀC(e − e₀), value bᵀe.
#[derive(Debug, Clone, PartialEq)]
pub struct Tasks {
    /// e₀: effort without any pay, K.
    pub intrinsic: Vec<f64>,
    /// C: cost of effort, K × K, symmetric and positive definite, \[$\]; positive off the diagonal where tasks compete for time.
    pub cost: Vec<Vec<f64>>,
    /// Γ: units of each metric per unit of each effort, M × K.
    pub productivity: Vec<Vec<f64>>,
    /// Σ: covariance of the metrics' noise, M × M.
    pub noise: Vec<Vec<f64>>,
    /// b: what a unit of each effort is worth to the firm, K, \[$\].
    pub value: Vec<f64>,
    /// r: constant absolute risk aversion, \[1/$\], 0 or more.
    pub risk_aversion: f64,
}

/// Why tasks cannot be analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AgencyError {
    /// Vectors and matrices of different sizes.
    #[error("tasks and metrics differ in number between values, costs, productivities and noise")]
    Shape,
    /// Costs that would make some effort free or better than free.
    #[error("the cost matrix must be symmetric and positive definite")]
    Cost,
    /// Noise that is no covariance.
    #[error("the noise matrix must be symmetric with variances of 0 or more")]
    Noise,
}

/// Tasks that have passed the checks, ready for questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Multitask {
    tasks: Tasks,
    cost: Cholesky,
}

impl Multitask {
    /// Checks sizes and matrices.
    ///
    /// # Errors
    /// See [`AgencyError`].
    pub fn new(tasks: Tasks) -> Result<Self, AgencyError> {
        let (k, m) = (tasks.value.len(), tasks.productivity.len());
        let is = |matrix: &[Vec<f64>], rows: usize, columns: usize| matrix.len() == rows && matrix.iter().all(|r| r.len() == columns);
        if tasks.intrinsic.len() != k || !is(&tasks.cost, k, k) || !is(&tasks.productivity, m, k) || !is(&tasks.noise, m, m) {
            return Err(AgencyError::Shape);
        }
        if !is_symmetric(&tasks.noise) || (0..m).any(|i| tasks.noise[i][i] < 0.0) {
            return Err(AgencyError::Noise);
        }
        let cost = Some(&tasks.cost).filter(|c| is_symmetric(c)).and_then(|c| Cholesky::new(c)).ok_or(AgencyError::Cost)?;
        Ok(Self { tasks, cost })
    }

    /// Efforts that slopes (dollars per unit of each metric) buy: e₀ + C⁻¹Γᵀβ, each at least 0.
    ///
    /// Where an effort is held at 0, the others are left as they are: exact while none is, a good approximation otherwise.
    #[must_use]
    pub fn effort(&self, slopes: &[f64]) -> Vec<f64> {
        let gains: Vec<f64> = (0..self.tasks.value.len())
            .map(|k| self.tasks.productivity.iter().zip(slopes).map(|(row, slope)| slope * row[k]).sum())
            .collect();
        self.cost.solve(&gains).iter().zip(&self.tasks.intrinsic).map(|(moved, e0)| (e0 + moved).max(0.0)).collect()
    }

    /// Slopes that leave most to share while no effort is held at 0: (ΓC⁻¹Γᵀ + rΣ)⁻¹ΓC⁻¹b. `None` if they are not unique: metrics
    /// that say the same without noise.
    #[must_use]
    pub fn optimal_slopes(&self) -> Option<Vec<f64>> {
        let columns: Vec<Vec<f64>> = self.tasks.productivity.iter().map(|row| self.cost.solve(row)).collect();
        let matrix: Vec<Vec<f64>> = self
            .tasks
            .productivity
            .iter()
            .zip(&self.tasks.noise)
            .map(|(row, noise)| columns.iter().zip(noise).map(|(column, n)| dot(row, column) + self.tasks.risk_aversion * n).collect())
            .collect();
        let pull = multiply(&self.tasks.productivity, &self.cost.solve(&self.tasks.value));
        Some(Cholesky::new(&matrix)?.solve(&pull))
    }

    /// What firm and person have to share under slopes: value of effort − its cost − r/2·βᵀΣβ, \[$\].
    #[must_use]
    pub fn surplus(&self, slopes: &[f64]) -> f64 {
        let effort = self.effort(slopes);
        let moved: Vec<f64> = effort.iter().zip(&self.tasks.intrinsic).map(|(e, e0)| e - e0).collect();
        dot(&self.tasks.value, &effort)
            - 0.5 * dot(&moved, &multiply(&self.tasks.cost, &moved))
            - 0.5 * self.tasks.risk_aversion * dot(slopes, &multiply(&self.tasks.noise, slopes))
    }

    /// Alignment of one metric with the firm's value, −1 to 1 (Baker 2002): the cosine between the effort that paying on it moves
    /// and the effort the firm wants, Γ_m C⁻¹b ÷ √(Γ_m C⁻¹Γ_mᵀ · bᵀC⁻¹b). `None` where either moves nothing.
    #[must_use]
    pub fn alignment(&self, metric: usize) -> Option<f64> {
        let row = &self.tasks.productivity[metric];
        let wanted = self.cost.solve(&self.tasks.value);
        let lengths = dot(row, &self.cost.solve(row)) * dot(&self.tasks.value, &wanted);
        (lengths > 0.0).then(|| (dot(row, &wanted) / lengths.sqrt()).clamp(-1.0, 1.0))
    }

    /// Controllability of one metric, 0 to 1: what [`SingleTask::controllability`](super::SingleTask::controllability) is for one task,
    /// Γ_m C⁻¹Γ_mᵀ ÷ (Γ_m C⁻¹Γ_mᵀ + rΣ_mm). `None` where effort does not move it and noise does not matter.
    #[must_use]
    pub fn controllability(&self, metric: usize) -> Option<f64> {
        let row = &self.tasks.productivity[metric];
        let moved = dot(row, &self.cost.solve(row));
        let all = moved + self.tasks.risk_aversion * self.tasks.noise[metric][metric];
        (all > 0.0).then(|| moved / all)
    }
}

fn is_symmetric(matrix: &[Vec<f64>]) -> bool {
    let equal = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    (0..matrix.len()).all(|i| (0..=i).all(|j| equal(matrix[i][j], matrix[j][i])))
}

/// Two tasks that compete for time, C = c\[\[1, s\], \[s, 1\]\], only the first of which is measured, without distortion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneMeasured {
    /// What a unit of the measured and of the unmeasured effort is worth, \[$\].
    pub values: (f64, f64),
    /// s: substitution, −1 to 1 exclusive; near 1 the tasks are the same hours.
    pub substitution: f64,
    /// c: cost of effort, \[$\], above 0.
    pub cost: f64,
    /// r: constant absolute risk aversion, \[1/$\].
    pub risk_aversion: f64,
    /// σ: standard deviation of the metric.
    pub sd: f64,
}

impl OneMeasured {
    /// Slope on the measured task that leaves most to share, (b₁ − s·b₂) ÷ (1 + r·c·σ²(1 − s²)). Zero or less means: pay a salary.
    #[must_use]
    pub fn optimal_slope(&self) -> f64 {
        let own = 1.0 - self.substitution * self.substitution;
        (self.values.0 - self.substitution * self.values.1) / (1.0 + self.risk_aversion * self.cost * self.sd * self.sd * own)
    }

    /// By how much a slope on the measured task moves the measured and the unmeasured effort: slope ÷ (c(1 − s²)) × (1, −s).
    #[must_use]
    pub fn moved(&self, slope: f64) -> (f64, f64) {
        let own = slope / (self.cost * (1.0 - self.substitution * self.substitution));
        (own, -self.substitution * own)
    }
}

#[cfg(test)]
#[path = "multitask_tests.rs"]
mod tests;
