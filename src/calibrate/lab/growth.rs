//! How much the product grows on its own: revenue of the same accounts, quarter after quarter.
//!
//! For quarters q counted back from the end of the history, over accounts that were customers when quarter q began (paused and lost
//! ones included): R = Σ revenue in q + 1 ÷ Σ revenue in q. Growth a year = exp(4 · mean ln R) − 1.
//!
//! *Errors.* Over accounts: account i moves ln R by (c_i − R·b_i) ÷ Σ b to first order; these are added over quarters, squared and
//! summed over accounts. Over quarters: sd of ln R ÷ √quarters.
//!
//! *What all accounts share.* The variance of R over quarters, less what the accounts' own noise gives it, is the market's; the
//! variance of one book of n accounts is that plus Σ (c_i − R·b_i)² ÷ (N · b̄² · n). Their quotient is the share of a book's
//! ups and downs that no choice of accounts and no size of book can average away.

use super::calendar::QUARTER;
use super::figure::Figure;
use crate::cohort::History;
use crate::stats::{Moments, jackknife};

/// Growth of the same accounts.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OrganicGrowth {
    /// Growth a year of everybody who was a customer (0.05 = +5 %).
    pub a_year: Figure,
    /// The same for accounts that paid something in the quarter before, as rules count them: lower where customers pause and come back.
    pub of_payers_a_year: Option<Figure>,
    /// Each quarter's growth.
    pub quarters: Vec<QuarterGrowth>,
    /// Standard deviation over quarters of what all accounts share, a share of revenue a quarter, the accounts' own noise taken
    /// off; `None` with one quarter.
    pub market_sd: Option<f64>,
    /// Share of the variance of one book's quarterly growth that all books share, with the jackknife's error over quarters;
    /// `None` with one quarter, or where nothing varies.
    pub market_share: Option<Figure>,
}

/// Growth of the same accounts in one quarter.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct QuarterGrowth {
    /// First month of the quarter, `YYYY-MM`.
    pub from: String,
    /// Its last month.
    pub to: String,
    /// Growth on the quarter before (0.01 = +1 %).
    pub growth: f64,
    /// Its standard error over accounts.
    pub standard_error: Option<f64>,
}

/// Growth of the same accounts in books of `book` accounts. `None` where fewer than two whole quarters are known, or nobody is in two.
#[must_use]
pub fn organic_growth(history: &History, book: u32) -> Option<OrganicGrowth> {
    let everybody = Chain::new(history, false);
    let a_year = everybody.a_year()?;
    let (market_sd, market_share) = everybody.market(f64::from(book));
    Some(OrganicGrowth {
        a_year,
        of_payers_a_year: Chain::new(history, true).a_year(),
        quarters: everybody.quarters(history),
        market_sd,
        market_share,
    })
}

/// One link: the growth factor from one quarter to the next.
struct Link {
    /// First month of the later quarter.
    start: usize,
    ratio: f64,
    /// Σ (c − R·b)².
    squares: f64,
    /// Σ b.
    base: f64,
    /// Accounts in it.
    accounts: usize,
}

struct Chain {
    links: Vec<Link>,
    /// Σ over links of what each account moves ln R by, by account.
    influence: Vec<f64>,
}

impl Chain {
    fn new(history: &History, payers_only: bool) -> Self {
        let months = history.months.len();
        let first = months % QUARTER;
        let mut chain = Self { links: Vec::new(), influence: vec![0.0; history.accounts.len()] };
        for start in (first + QUARTER..months).step_by(QUARTER) {
            let pair = |account: usize| {
                let revenue = history.of(account);
                let customer = revenue[..=start - QUARTER].iter().any(|x| *x > 0.0);
                let sum = |from: usize| revenue[from..from + QUARTER].iter().sum::<f64>();
                let (base, current) = (sum(start - QUARTER), sum(start));
                (customer && (base > 0.0 || !payers_only)).then_some((base, current))
            };
            let (mut base, mut current, mut accounts) = (0.0, 0.0, 0);
            for (b, c) in (0..history.accounts.len()).filter_map(pair) {
                (base, current, accounts) = (base + b, current + c, accounts + 1);
            }
            if base <= 0.0 || current <= 0.0 {
                continue;
            }
            let ratio = current / base;
            let mut squares = 0.0;
            for account in 0..history.accounts.len() {
                if let Some((b, c)) = pair(account) {
                    let residual = c - ratio * b;
                    squares += residual * residual;
                    chain.influence[account] += residual / current;
                }
            }
            chain.links.push(Link { start, ratio, squares, base, accounts });
        }
        chain
    }

    fn a_year(&self) -> Option<Figure> {
        let logs: Moments = self.links.iter().map(|link| link.ratio.ln()).collect();
        let factor = (4.0 * logs.mean()?).exp();
        let links = self.links.len() as f64;
        let over_accounts = self.influence.iter().map(|x| (x / links).powi(2)).sum::<f64>().sqrt();
        let scale = 4.0 * factor;
        Some(Figure::new(factor - 1.0, Some(scale * over_accounts), logs.standard_error().map(|error| scale * error)))
    }

    fn quarters(&self, history: &History) -> Vec<QuarterGrowth> {
        let of = |link: &Link| QuarterGrowth {
            from: history.months[link.start].clone(),
            to: history.months[link.start + QUARTER - 1].clone(),
            growth: link.ratio - 1.0,
            standard_error: (link.accounts > 1).then(|| link.squares.sqrt() / link.base),
        };
        self.links.iter().map(of).collect()
    }

    /// Sd over quarters of what accounts share, and its share of a book's variance.
    fn market(&self, book: f64) -> (Option<f64>, Option<Figure>) {
        let all: Vec<&Link> = self.links.iter().collect();
        let Some((market, share)) = market(&all, book) else { return (None, None) };
        let without = |left_out: usize| {
            let rest: Vec<&Link> = self.links.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, link)| link).collect();
            market_share(&rest, book)
        };
        let replicates: Vec<f64> = (0..all.len()).filter_map(without).collect();
        let error = (replicates.len() == all.len()).then(|| jackknife(0.0, &replicates, all.len() as u64).standard_error).flatten();
        (Some(market.sqrt()), share.map(|share| Figure::new(share, None, error)))
    }
}

fn market_share(links: &[&Link], book: f64) -> Option<f64> {
    market(links, book)?.1
}

/// Variance over quarters that accounts share, and its share of the variance of a book; `None` with one quarter.
fn market(links: &[&Link], book: f64) -> Option<(f64, Option<f64>)> {
    let total = links.iter().map(|link| link.ratio).collect::<Moments>().variance()?;
    let mean = |f: &dyn Fn(&Link) -> f64| links.iter().map(|link| f(link)).sum::<f64>() / links.len() as f64;
    let own = mean(&|link| link.squares / (link.base * link.base));
    let of_book = mean(&|link| link.squares * link.accounts as f64 / (link.base * link.base)) / book;
    let market = (total - own).max(0.0);
    Some((market, (market + of_book > 0.0).then(|| market / (market + of_book))))
}
