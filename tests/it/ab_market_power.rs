//! `paylift ab power SCENARIO`: power simulated on a scenario's own market.

use serde_json::Value;

use crate::shell::Shell;

/// A team small enough for a quick test: 12 CSMs of one kind.
const TEAM: &str =
    "plans = [\"nrr-individual\", \"flat\"]\nreference = \"nrr-individual\"\n[[team]]\nsegment = \"smb\"\ncsms = 12\naccounts = 20\n";

fn point(found: &Value, csms: u64, near: f64) -> f64 {
    let points = found["study"]["curves"]["points"].as_array().unwrap();
    let own = points.iter().filter(|point| point["csms"] == csms);
    let off = |point: &Value| (point["effect"].as_f64().unwrap() - near).abs();
    let nearest = own.min_by(|a, b| off(a).total_cmp(&off(b))).unwrap();
    nearest["power"]["value"].as_f64().unwrap()
}

#[test]
fn power_rises_with_uplift_and_csms_and_threads_do_not_matter() {
    let shell = Shell::with(&[("team.toml", TEAM)]);
    let told = shell.types("ab power team.toml --plan flat --trials 300 --threads 1 --out one").done();
    assert!(told.contains("With your 12 CSMs and these two plans the true uplift is") && told.contains("hopeless"), "{told}");
    shell.types("ab power team.toml --plan flat --trials 300 --threads 2 --out two").done();
    for name in ["power.json", "power.csv", "levers.csv", "power.html", "charts/power_curve.svg"] {
        let [one, two] = ["one", "two"].map(|folder| shell.text(&format!("{folder}/{name}")).replace("--threads 1", "--threads 2"));
        assert!(one == two, "{name}");
    }
    let found: Value = serde_json::from_str(&shell.text("one/power.json")).unwrap();
    let error = found["study"]["standard_error"].as_f64().unwrap();
    assert!(point(&found, 12, 0.0) < 0.09, "no uplift is hardly ever seen");
    assert!(point(&found, 12, 6.0 * error) > 0.95);
    let middle: Vec<f64> = [6, 12, 24, 48].iter().map(|csms| point(&found, *csms, 2.5 * error)).collect();
    assert!(middle.is_sorted() && middle[3] > middle[0] + 0.3, "{middle:?}");
    // a t test of 12 with 9 degrees of freedom sees 3.1 standard errors with 80 % power
    let smallest = found["study"]["levers"][0]["smallest"].as_f64().unwrap() / error;
    assert!((2.6..3.6).contains(&smallest), "{smallest}");
}

#[test]
fn too_little_power_ends_with_its_exit_code_and_assumed_numbers_are_refused() {
    let shell = Shell::with(&[("team.toml", TEAM)]);
    let told = shell.types("ab power team.toml --plan flat --trials 60 --require-power 0.5 --out one");
    assert_eq!(told.code, Some(3), "{}", told.err);
    assert!(shell.path("one/power.html").exists());
    for (words, says) in [
        ("ab power team.toml --icc 0.1 --out refused", "cannot be used with"),
        ("ab power --plan flat --csms 20 --accounts 20 --out refused", "--plan: which market?"),
        ("ab power team.toml --csms 10,12 --out refused", "as many CSMs"),
        ("ab power team.toml --plan flta --out refused", "did you mean `flat`"),
        ("ab power team.toml --power 0.01 --out refused", "above alpha"),
    ] {
        let told = shell.types(words);
        assert_eq!(told.code, Some(2), "{words}: {}", told.err);
        assert!(told.err.contains(says), "{words}: {}", told.err);
        assert!(!shell.path("refused").exists());
    }
}
