//! People who respond to pay, on the command line: `--behaviour`, `explain --beliefs`, `check --advice`.

use super::shell::Shell;

#[test]
fn beliefs_and_the_response_to_them_are_told() {
    let shell = Shell::small();
    let told = shell.types("explain small.toml --behaviour devils --plans nrr-individual --plan nrr-individual --csm 3 --beliefs").done();
    for said in [
        "a pilot of 500 trials",
        "\nnrr\n  period 1: ",
        "+1 effort in expansion",
        "full pressure",
        "before a period has shown anything\n  effort (1.00 = salaried): adoption ",
        "expected of their response, and what came of it\n  nrr: ",
    ] {
        assert!(told.contains(said), "{said:?} is missing in\n{told}");
    }
}

#[test]
fn nobody_believes_anything_where_nobody_responds() {
    let shell = Shell::small();
    let told = shell.types("explain small.toml --behaviour off --plan nrr-individual --csm 1 --beliefs");
    assert_eq!((told.code, told.out.as_str()), (Some(2), ""));
    assert_eq!(told.err, "error: --beliefs: nobody responds here: behaviour is off or fixed, or no customers are simulated\n");
    let told = shell.types("explain small.toml --plan nrr-individual --csm 1");
    assert_eq!(told.code, Some(2));
    assert!(told.err.contains("--trial"), "{}", told.err);
    let told = shell.types("explain small.toml --plan nrr-individual --csm 1 --trial 0 --beliefs");
    assert_eq!(told.code, Some(2));
}

/// A statement says what the person did, month by month, and nothing of the kind where everybody is salaried.
#[test]
fn a_statement_says_what_was_done() {
    let shell = Shell::small();
    let statement = |behaviour: &str| {
        shell.types(&format!("explain small.toml --behaviour {behaviour} --plan nrr-individual --csm 3 --trial 1")).done()
    };
    let devils = statement("devils");
    let months = devils.split("What they did").nth(1).unwrap().lines().skip(2).take_while(|line| !line.is_empty()).count();
    assert_eq!(months, 12, "{devils}");
    assert!(!statement("off").contains("What they did"));
}

/// The same people in another mode earn other pay; off they are the same under every mode's luck.
#[test]
fn the_mode_of_the_command_line_wins_over_the_file() {
    let shell = Shell::small();
    let file = format!("{}\n[behaviour]\nmode = \"devils\"\n", super::shell::SMALL);
    shell.write("devils.toml", file);
    let run = |line: &str, out: &str| {
        shell.types(&format!("run {line} --trials 6 --no-charts --out {out}")).done();
        shell.text(&format!("{out}/trials.csv"))
    };
    let (plain, devils) = (run("small.toml --behaviour off", "a"), run("devils.toml", "b"));
    assert_ne!(plain, devils);
    assert_eq!(plain, run("devils.toml --behaviour off", "c"));
    assert_eq!(devils, run("small.toml --behaviour devils", "d"));
}

/// Stated conduct is told as such: no incentives, no angels and devils, no response.
#[test]
fn what_people_are_told_to_do_is_no_response_to_pay() {
    let shell = Shell::small();
    let conduct = "[behaviour]\nmode = \"fixed\"\n[conduct.nrr-individual]\nexpansion = 1.5\npressure = 0.4\n";
    shell.write("fixed.toml", format!("{}\n{conduct}", super::shell::SMALL));
    let told = shell.types("explain fixed.toml --plan nrr-individual --csm 3 --trial 1").done();
    assert!(told.contains("What they did (1.00 = salaried effort), as the scenario states\n"), "{told}");
    assert!(told.contains("1.50      1.00        1.00  pressure 0.40"), "{told}");
    let told = shell.types("run fixed.toml --trials 12 --out a").done();
    assert!(told.contains("behaviour: fixed, as stated"), "{told}");
    let page = shell.text("a/report.html");
    assert!(page.contains("If people do as stated") && !page.contains("If people respond to pay") && !page.contains("Angels and devils"));
    // what is left out is left out, and pay is the same
    shell.types("run fixed.toml --trials 12 --payouts-only --out b").done();
    let costs = |out: &str| -> Vec<String> {
        let text = shell.text(&format!("{out}/trials.csv"));
        text.lines().map(|line| line.split(',').take(5).collect::<Vec<_>>().join(",")).collect()
    };
    assert_eq!(costs("a"), costs("b"));
    let told = shell.types("run small.toml --trials 12 --behaviour fixed --out c");
    assert_eq!(told.code, Some(2));
    assert!(told.err.contains("nothing says what people do"), "{}", told.err);
}

#[test]
fn advice_names_rule_reason_harm_and_source() {
    let shell = Shell::small();
    let told = shell.types("check --advice small.toml").done().replace('\u{202f}', " ");
    for said in [
        "Advice on the plans of Small; sizes from 200 trials",
        "flat bonus (flat): nothing",
        "hangs 100 % of the bonus on adoption and retention: ",
        "would be paid with no CSM at all",
        "source: 3 keys to customer success compensation",
        "Market: 51.5 % of CSMs are paid a fixed salary",
    ] {
        assert!(told.contains(said), "{said:?} is missing in\n{told}");
    }
    let wrong = shell.types("check --advice small.toml nowhere.toml");
    assert_eq!(wrong.code, Some(2));
}
