//! `paylift ab power` and `paylift ab levels`: what is told, what is written, what is refused.

use super::shell::Shell;

const ACCOUNTS: &str = include_str!("../data/ab/d1_accounts.csv");
const PLAIN: &str = "ab power --csms 20,20 --accounts 40 --icc 0.05 --effect 0.2sd --out power";

fn json(shell: &Shell, name: &str) -> serde_json::Value {
    serde_json::from_slice(&shell.read(name)).unwrap()
}

fn number(value: &serde_json::Value, at: &str) -> f64 {
    value.pointer(at).and_then(serde_json::Value::as_f64).unwrap_or_else(|| panic!("{at}"))
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 2e-6 * expected.abs(), "{found} {expected}");
}

/// statsmodels, scipy and clusterPower on the same design.
#[test]
fn twenty_csms_an_arm_are_too_few_for_a_fifth_of_an_sd() {
    let shell = Shell::new();
    let told = shell.types(PLAIN).done();
    for part in [
        "Too weak: a true uplift of 0.2 sd would be found with 62.2\u{202f}% only (80\u{202f}% wanted).",
        "t with 38 df",
        "design effect            2.95   (one CSM's 40 accounts are worth 13.6 independent ones)",
        "if CSMs were ignored: 97.9\u{202f}%  <- not valid",
        "0.247 sd   (never below 0.203 sd, however large the books)",
        "30 CSMs per arm",
        "21 CSMs per arm are needed at the least",
        "What helps most: assign customer cohorts inside each book",
        "78.7\u{202f}%  adjust for a quarter before (r 0.57, assumed); 80\u{202f}% with 21 CSMs per arm  ->  --design ancova",
        "  100% |",
        "page: power/power.html",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let value = json(&shell, "power/power.json");
    near(number(&value, "/power"), 0.621_650_210_946_754_5);
    near(number(&value, "/power_if_csms_were_ignored"), 0.979_206_574_705_559_3);
    near(number(&value, "/smallest_uplift"), 0.246_891_730_289_371_92);
    near(number(&value, "/smallest_uplift_with_endless_books"), 0.203_287_433_620_443_94);
    let expected = [
        "charts/power_curve.png",
        "charts/power_curve.svg",
        "levers.csv",
        "manifest.json",
        "power.csv",
        "power.html",
        "power.json",
        "provenance.json",
    ];
    assert_eq!(shell.files("power"), expected);
    let page = shell.text("power/power.html");
    assert!(page.contains("<svg") && page.contains("Can this experiment see it?"));
    assert!(!page.contains("src=\"http") && !page.contains("href=\"http"), "nothing is fetched");
}

#[test]
fn the_same_words_write_the_same_bytes() {
    let shell = Shell::new();
    let once = |name: &str| {
        shell.types(&format!("ab power --csms 8,16 --accounts 40 --effect 0.3sd --no-charts --out {name}")).done();
        shell.contents(name).into_iter().filter(|(file, _)| file != "provenance.json").collect::<Vec<_>>()
    };
    assert_eq!(once("a"), once("b"));
    // written again over itself, but never over what is not ours
    once("a");
    shell.write("mine/notes.txt", "keep");
    let err = shell.types("ab power --csms 8,16 --accounts 40 --effect 0.3sd --out mine").refused();
    assert!(err.contains("was not written by paylift") && shell.text("mine/notes.txt") == "keep");
}

/// clusterPower, swCRTdesign and numpy, by way of the flags.
#[test]
fn designs_by_their_flags_have_the_power_of_the_anchors() {
    let shell = Shell::new();
    let power = |flags: &str| {
        let out = shell
            .types(&format!("ab power --csms 12,12 --accounts 30 --icc 0.05 --effect 0.2sd --no-charts --json --out p {flags}"))
            .done();
        number(&serde_json::from_str(&out).unwrap(), "/power")
    };
    near(power(""), 0.374_487_701_916_136_45);
    assert!(power("--level cohort") > power("--level csm-in-pod --pod-size 3 --pod-icc 0.02"));
    assert!(power("--level csm-in-pod --pod-size 3 --pod-icc 0.02") > power("--level pod --pod-size 3 --pod-icc 0.02"));
    near(power("--design did --baseline-r 0.6,0.5"), 0.416_981_534_472_978_7);
    near(power("--design ancova --baseline-r 0.6,0.5"), 0.506_502_474_897_854);
    let wedge = |flags: &str| {
        let line = format!("ab power --csms 6,6 --accounts 30 --icc 0.05 --effect 0.2sd --z --no-charts --json --out p {flags}");
        number(&serde_json::from_str(&shell.types(&line).done()).unwrap(), "/power")
    };
    near(wedge("--design stepped-wedge"), 0.592_795_648_968_875_7);
    near(wedge("--design stepped-wedge --same-accounts 0.5"), 0.774_332_503_050_400_9);
    near(wedge("--design crossover --same-accounts 0.5 --decay"), 0.861_711_343_606_929_6);
    near(wedge("--design switchback --same-accounts 0.5 --decay"), 0.999_864_658_475_171_9);
    near(wedge("--quarters 5"), 0.350_586_342_229_087_3);
    shell.write("s.csv", "csm,q1,q2\nA,0,1\nB,1,0\n");
    near(wedge("--schedule s.csv"), 0.670_050_992_883_029_2);
    assert!(wedge("--design switchback --washout 1 --quarters 8") < wedge("--design switchback --quarters 8"));
    let rate = "ab power --csms 20,20 --accounts 40 --icc 0.05 --rate 0.85 --effect 5% --no-charts --json --out p";
    near(number(&serde_json::from_str(&shell.types(rate).done()).unwrap(), "/power"), 0.405_645_378_871_658_64);
}

#[test]
fn what_is_solved_for_is_answered_first() {
    let shell = Shell::new();
    let first = |flags: &str| {
        let line = format!("ab power --csms 20,20 --accounts 40 --icc 0.05 --no-charts --out p {flags}");
        shell.types(&line).done().lines().next().unwrap().to_owned()
    };
    assert!(first("--solve mde").contains("0.247 sd (0.246892)"));
    assert!(first("--solve csms --effect 0.2sd").ends_with("30 (29.934042)"));
    assert!(first("--solve csms --effect 0.2sd --z").ends_with("29 (28.942744)"));
    assert!(first("--solve accounts --effect 0.25sd").ends_with("38 (37.082349)"));
    assert!(first("--solve accounts --effect 0.2sd").contains("no number is enough; the power is 78"));
    assert!(first("--solve quarters --effect 0.25sd").contains("quarters for 80 % power"));
}

#[test]
fn a_history_says_what_is_known_and_is_kept() {
    let shell = Shell::with(&[("past.csv", ACCOUNTS)]);
    let told = shell.types("ab power --from past.csv --outcome nrr_post --effect 0.05 --design ancova --no-charts --out p").done();
    assert!(told.contains("adjusted for a quarter before (ANCOVA)"), "{told}");
    let value = json(&shell, "p/power.json");
    // numpy on the same accounts: their arms' difference is taken out first
    near(number(&value, "/icc"), 0.114_717_918_513_431_6);
    near(number(&value, "/sd/0"), 0.192_859_459_303_936);
    near(number(&value, "/cv"), 0.460_924_232_491_351_3);
    assert_eq!((number(&value, "/csms/0"), number(&value, "/csms/1")), (12.0, 12.0));
    std::fs::copy(shell.path("p/baseline.json"), shell.path("baseline.json")).unwrap();
    shell.types("ab power --from baseline.json --effect 0.05 --design ancova --no-charts --out q").done();
    near(number(&json(&shell, "q/power.json"), "/power"), number(&value, "/power"));
    let levels = shell.types("ab levels --from past.csv --outcome nrr_post --effect 0.05 --no-charts --out l").done();
    assert!(levels.contains("CSM inside pods") && levels.contains("pod  "), "{levels}");
}

#[test]
fn what_cannot_be_answered_ends_with_three() {
    let shell = Shell::new();
    let code = |flags: &str| shell.types(&format!("ab power --accounts 40 --icc 0.05 --no-charts --out p {flags}")).code;
    assert_eq!(code("--csms 20,20 --effect 0.2sd --require-power 0.8"), Some(3));
    assert_eq!(code("--csms 30,30 --effect 0.2sd --require-power 0.8"), Some(0));
    let three = shell.types("ab power --csms 3,3 --accounts 40 --effect 5sd --no-charts --out p");
    assert_eq!(three.code, Some(3));
    assert!(three.out.contains("This design cannot tell") && three.out.contains("smallest p 0.1"), "{}", three.out);
    assert!(three.out.contains("It takes 4 CSMs per arm at the least."), "{}", three.out);
    let one = shell.types("ab power --csms 1,1 --accounts 40 --effect 5sd --out q");
    assert_eq!((one.code, one.out.as_str()), (Some(3), ""));
    assert!(one.err.contains("no degrees of freedom are left") && !shell.path("q").exists());
    let hopeless = shell.types("ab power --csms 6,6 --accounts 40 --icc 0.05 --effect 0.2sd --no-charts --out p").done();
    assert!(hopeless.starts_with("Hopeless as it stands"), "{hopeless}");
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_nothing_is_written() {
    let shell = Shell::with(&[("b.csv", "csm,accounts\nA,0\nB,x\n"), ("past.csv", "csm,pod,nrr\nA,P,1\nA,Q,x\n")]);
    let err = shell.types("ab power --effect 0.03 --icc 1.2 --level pod --contamination 0.7,0.5 --power 2 --out p").refused();
    for part in ["how many accounts", "how many CSMs", "--icc", "--contamination", "--power", "how much accounts vary"] {
        assert!(err.contains(part), "{part}\n{err}");
    }
    let err = shell.types("ab power --csms 4,4 --accounts 9 --effect 0.2sd --contamination 0.1 --baseline-r 0.5 --out p").refused();
    assert!(err.contains("two shares") && err.contains("two correlations"), "{err}");
    let err = shell.types("ab power --csms 4,4 --books b.csv --effect 0.2sd --out p").refused();
    assert!(err.contains("b.csv:2") && err.contains("b.csv:3"), "{err}");
    let err = shell.types("ab power --from past.csv --effect 0.2 --out p").refused();
    assert!(err.contains("`A` is in two pods") && err.contains("not a number"), "{err}");
    let err = shell.types("ab power --csms 4,4 --accounts 9 --design did --effect 0.2sd --out p").refused();
    assert!(err.contains("--baseline-r"), "{err}");
    let err = shell.types("ab levels --csms 24 --accounts 24 --out p").refused();
    assert!(err.contains("how large is the true uplift"), "{err}");
    assert!(!shell.path("p").exists());
}

#[test]
fn levels_are_compared_on_noise_and_bias() {
    let shell = Shell::new();
    let line = "ab levels --csms 24 --accounts 24 --icc 0.08 --pod-size 4 --pod-icc 0.03 --effect 0.3sd --shifted 0.1 --out levels";
    let told = shell.types(line).done();
    assert!(told.starts_with("Assign by customer cohort inside each book"), "{told}");
    let value = json(&shell, "levels/levels.json");
    // pod, CSM and CSM inside pods as the oracle has them; cohorts without a spread of the effect
    for (at, power) in [(0, 0.237_937_075_502_041_4), (1, 0.532_932_289_820_606_9), (2, 0.644_798_758_107_456)] {
        near(number(&value, &format!("/levels/{at}/power")), power);
    }
    let spread = shell.types(&format!("{line} --effect-spread 0.1414213562sd --no-charts --json")).done();
    let value: serde_json::Value = serde_json::from_str(&spread).unwrap();
    near(number(&value, "/levels/3/power"), 0.922_092_118_118_979_6);
    near(number(&value, "/levels/3/root_mean_squared_error"), 0.090_123_372_230_638_5);
    let moved = shell.types(&line.replace("--shifted 0.1", "--shifted 0.9 --no-charts")).done();
    assert!(moved.starts_with("Assign by CSM inside pods"), "{moved}");
    let three = shell.types("ab levels --csms 3 --accounts 24 --effect 0.3sd --no-charts --out few");
    assert_eq!(three.code, Some(3));
    assert!(three.out.starts_with("No level of assignment can tell"), "{}", three.out);
}
