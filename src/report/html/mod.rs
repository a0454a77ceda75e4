//! The page: one file that opens offline, prints and reads on a phone. Decision first; every number with its standard error.
//!
//! Nothing is fetched from anywhere: pictures are inline SVG, font and style are embedded. All text of users is escaped by maud.

mod advice;
mod cells;
mod devils;
mod first;
mod luck;
mod people;
mod response;
mod tables;
mod trusted;
mod uncertainty;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::compare::{Findings, Summary, Watched, sentence_case, shown_name};
use crate::report::chart::Figure;
use crate::report::number::{grouped, money};
use crate::report::response::assumed;
use crate::report::terminal::reason;
use crate::scenario::Scenario;
use crate::trial::RunResult;

/// What the page says that is in no result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageContext {
    /// Date shown in the heading; leave it out where identical runs must give identical pages.
    pub date: Option<String>,
    /// The command that repeats the run.
    pub repeat: String,
    /// A command that explains one payout.
    pub why: String,
}

/// All the page is made from.
#[derive(Clone, Copy)]
struct Page<'a> {
    scenario: &'a Scenario,
    result: &'a RunResult,
    summary: &'a Summary,
    findings: &'a Findings,
    context: &'a PageContext,
}

/// The whole page.
#[must_use]
pub fn page(
    scenario: &Scenario,
    result: &RunResult,
    summary: &Summary,
    findings: &Findings,
    figures: &[Figure],
    context: &PageContext,
) -> String {
    let page = Page { scenario, result, summary, findings, context };
    let (overview, others): (Vec<&Figure>, Vec<&Figure>) = figures.iter().partition(|f| f.name == "overview");
    let (responding, others): (Vec<&Figure>, Vec<&Figure>) = others.iter().partition(|f| response::FIGURES.contains(&f.name));
    let (luck, others): (Vec<&Figure>, Vec<&Figure>) = others.iter().partition(|f| f.name == luck::FIGURE);
    let (unknown, others): (Vec<&Figure>, Vec<&Figure>) = others.iter().partition(|f| f.name == uncertainty::FIGURE);
    let markup = document(
        &page.headline(),
        html! {
            (first::screen(&page, overview.first().copied()))
            (contents(&page, !others.is_empty()))
            (verdicts(&page))
            (warnings(&page))
            (response::all(&page, &responding))
            (luck::all(&page, &luck))
            (uncertainty::all(&page, &unknown))
            (trusted::all(&page))
            (advice::all(&page))
            (tables::all(&page))
            (people::table(&page))
            @if !others.is_empty() { (pictures(&others)) }
            (words::how_to_read(&page))
            (words::not_modelled(&page))
            (words::glossary())
            footer {
                "paylift " (env!("CARGO_PKG_VERSION")) " · seed " (scenario.run.seed) " · " (page.trials()) " · stopped: " (reason(result.stop))
                ". Numbers with more digits: summary.csv, csm.csv, quarters.csv, trials.csv beside this page."
            }
        },
    );
    let currency = &scenario.currency;
    // A browser would break a line between the sign and the amount.
    markup.into_string().replace(&format!("−{currency}"), &format!("−\u{2060}{currency}"))
}

impl Page<'_> {
    fn headline(&self) -> String {
        format!("Which bonus plan for {}?", shown_name(&self.scenario.name))
    }

    fn trials(&self) -> String {
        let trials = self.result.base.trials;
        if trials == 1 { "1 trial".into() } else { format!("{} trials", grouped(trials as u64)) }
    }

    fn today(&self) -> &str {
        &self.scenario.plans[self.scenario.reference].id
    }

    fn money(&self, amount: f64) -> String {
        money(&self.scenario.currency, amount)
    }

    fn title(&self, id: &str) -> String {
        shown_name(self.scenario.plan(id).map_or(id, |plan| &self.scenario.plans[plan].title))
    }

    /// A plan's name, with a mark on today's.
    fn name(&self, id: &str) -> Markup {
        html! { bdi { (self.title(id)) } @if id == self.today() { " " small { "today" } } }
    }

    fn assumes_behaviour(&self) -> bool {
        assumed(self.scenario)
    }
}

/// A whole page that opens offline: its title, and what stands on it.
pub(super) fn document(title: &str, main: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "paylift " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                style { (PreEscaped(fonts())) (PreEscaped(include_str!("style.css"))) }
            }
            body { main { (main) } }
        }
    }
}

/// The shipped font, embedded, so that the page looks as its pictures do on every machine.
fn fonts() -> String {
    let face = |weight: &str, data: &str| {
        format!(
            "@font-face{{font-family:Inter;font-weight:{weight};font-display:swap;src:url(data:font/woff2;base64,{}) format('woff2')}}\n",
            data.trim()
        )
    };
    face("400", include_str!("../../../assets/fonts/Inter-Regular.woff2.base64"))
        + &face("600 700", include_str!("../../../assets/fonts/Inter-SemiBold.woff2.base64"))
}

fn contents(page: &Page, pictures: bool) -> Markup {
    html! {
        nav aria-label="Contents" {
            a href="#verdicts" { "Each plan in a sentence" }
            @if !page.findings.warnings.is_empty() { a href="#watch" { "What to watch" } }
            @if page.assumes_behaviour() { a href="#response" { (response::title(page)) } }
            @if luck::shown(page) { a href="#luck" { (luck::title(page)) } }
            @if uncertainty::shown(page) { a href="#uncertainty" { (uncertainty::TITLE) } }
            @if trusted::shown(page) { a href="#trusted" { "Which measures can be trusted?" } }
            a href="#advice" { "Advice" }
            a href="#tables" { "Tables" }
            @if page.scenario.plans.len() > 1 { a href="#people" { "Who wins, who loses" } }
            @if pictures { a href="#pictures" { "Pictures" } }
            a href="#reading" { "How to read these numbers" }
            a href="#not-modelled" { "What is not modelled" }
            a href="#glossary" { "Glossary" }
        }
    }
}

fn verdicts(page: &Page) -> Markup {
    html! {
        h2 id="verdicts" { "Each plan in a sentence" }
        ul.verdicts {
            @for verdict in &page.findings.verdicts {
                li {
                    b { (page.name(&verdict.plan)) }
                    span { (verdict.sentence) }
                }
            }
        }
    }
}

/// Plans with warnings that are shown open; more are folded.
const WATCHED: usize = 12;

fn warnings(page: &Page) -> Markup {
    let watched = page.findings.watched();
    let (first, more) = watched.split_at(watched.len().min(WATCHED));
    html! {
        @if !watched.is_empty() {
            h2 id="watch" { "What to watch" }
            @for group in first { (watched_plan(page, group)) }
            @if !more.is_empty() {
                details {
                    summary { "Warnings about " (more.len()) " more" }
                    @for group in more { (watched_plan(page, group)) }
                }
            }
        }
    }
}

fn watched_plan(page: &Page, group: &Watched) -> Markup {
    html! {
        div.watch {
            p.what { @if group.plan.is_empty() { "This run" } @else { (page.name(group.plan)) } }
            ul {
                @for warning in &group.warnings {
                    li { b { (sentence_case(&warning.what)) "." } " " (sentence_case(&warning.why)) ". Remedy: " (warning.remedy) "." }
                }
            }
        }
    }
}

fn pictures(figures: &[&Figure]) -> Markup {
    html! {
        h2 id="pictures" { "Pictures" }
        div.pictures {
            @for figure in figures {
                figure id={ "picture-" (figure.name) } { (PreEscaped(&figure.svg)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Finding;
    use crate::report::chart::charts;
    use crate::report::fixture::{self, Fixture};

    fn render(f: &Fixture) -> String {
        let figures = charts(&f.scenario, &f.result, &f.summary).unwrap();
        let context = PageContext {
            date: None,
            repeat: "paylift run meterline.toml --seed 7 --trials 2000".into(),
            why: "paylift explain --plan nrr-individual --csm 7 --trial 212".into(),
        };
        page(&f.scenario, &f.result, &f.summary, &f.findings, &figures, &context)
    }

    #[test]
    fn the_page_asks_for_nothing_from_elsewhere() {
        let page = render(&fixture::meterline(60));
        let outside = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for mark in ["http://", "https://", "<script", "<link", "@import", "<img", "src=\""] {
            assert!(!outside.contains(mark), "{mark}");
        }
        assert_eq!(page, render(&fixture::meterline(60)), "identical runs give identical pages");
    }

    #[test]
    fn user_text_is_escaped() {
        let mut f = fixture::crowded(60);
        f.scenario.name = "<script>alert(1)</script>".into();
        f.scenario.roster[0].name = "O'Brien <img src=x>".into();
        let page = render(&f);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>Veltora"));
        assert!(page.contains("&lt;script&gt;"));
    }

    #[test]
    fn warnings_are_grouped_by_plan_and_many_are_folded() {
        let mut f = fixture::crowded(60);
        let warning = f.findings.warnings[0].clone();
        f.findings.warnings = f.scenario.plans.iter().map(|p| Finding { plan: p.id.clone(), ..warning.clone() }).collect();
        f.findings.warnings.push(warning);
        let page = render(&f);
        assert_eq!(page.matches("<div class=\"watch\">").count(), f.scenario.plans.len(), "one box a plan");
        assert!(page.contains("<summary>Warnings about 3 more</summary>"));
        assert!(page.contains("<b>Its budget band is 2.4 times today’s.</b> It pays max(0, noise)"));
    }

    #[test]
    fn no_table_is_wider_than_paper() {
        for f in [fixture::crowded(60), fixture::meterline(60), fixture::smallest(), fixture::responding(60)] {
            for row in render(&f).split("<thead>").skip(1) {
                let columns = row.split("</thead>").next().unwrap().matches("<th").count();
                assert!(columns <= 10, "{columns} columns: {}", row.split("</thead>").next().unwrap());
            }
        }
    }

    #[test]
    fn the_first_screen_says_what_was_decided_and_how_to_repeat_it() {
        let page = render(&fixture::meterline(60));
        for words in [
            "Which bonus plan for Meterline?",
            "seed 7",
            "60 trials",
            "payout risk only",
            "No plan meets every test",
            "A budget of $611k",
            "For Finance",
            "For the CSMs",
            "For growth",
            "paylift run meterline.toml --seed 7 --trials 2000",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn what_is_assumed_is_marked_and_only_there() {
        let page = render(&fixture::responding(60));
        for words in [
            "behaviour assumed",
            "Paid for what?",
            "What people would do",
            "Angels and devils",
            "The CSM’s side",
            "Sure pay as good",
            "id=\"picture-frontier\"",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("payout risk only"));
        assert_eq!(page.matches("id=\"picture-people-range\"").count(), 1);
        let (_, response) = page.split_once("id=\"response\"").unwrap();
        let (response, _) = response.split_once("<h2").unwrap();
        for head in response.split("<h3>").skip(1) {
            assert!(head.split("</h3>").next().unwrap().contains("assumed"), "{}", &head[..80.min(head.len())]);
        }
        let off = render(&fixture::meterline(60));
        assert!(off.contains("payout risk only") && !off.contains("id=\"response\"") && !off.contains("Angels"));
    }

    #[test]
    fn luck_and_measures_stand_in_sections_of_their_own_and_only_what_assumes_is_marked() {
        let marked = |page: &str, head: &str| {
            let (_, rest) = page.split_once(&format!("<h3>{head}")).unwrap_or_else(|| panic!("{head}"));
            rest.split("</h3>").next().unwrap().contains("assumed")
        };
        let page = render(&fixture::responding(60));
        assert_eq!(page.matches("id=\"picture-luck-skill\"").count(), 1);
        assert_eq!(page.matches("id=\"picture-incentive\"").count(), 1);
        for (head, assumes) in [
            ("What the differences are", true),
            ("Where they come from", false),
            ("Does pay show who is good?", true),
            ("What the deal of the books does", false),
            ("What these plans pay each CSM for", false),
            ("Where more work pays more", true),
        ] {
            assert_eq!(marked(&page, head), assumes, "{head}");
        }
        // what the first screen says about luck is marked, what it says about measures is not
        assert!(page.contains("are luck. <span class=\"assumed\">assumed</span></p>") && page.contains("who is good.</p>"));
        let off = render(&fixture::meterline(60));
        assert!(off.contains("id=\"luck\"") && !marked(&off, "What the differences are") && !off.contains("<th scope=\"col\">effort</th>"));
        let smallest = render(&fixture::smallest());
        assert!(!smallest.contains("id=\"luck\"") && !smallest.contains("id=\"trusted\"") && smallest.contains("id=\"advice\""));
    }

    #[test]
    fn an_undefined_number_is_an_empty_cell_and_never_nan() {
        for f in [fixture::smallest(), fixture::crowded(60), fixture::meterline(2), fixture::responding(8)] {
            let page = render(&f);
            // The embedded font spells anything.
            let (_, page) = page.split_once("</style>").unwrap();
            assert!(!page.contains("NaN") && !page.contains(">inf"), "{}", f.scenario.plans.len());
        }
    }

    /// Writes the pages of the fixtures to the folder named by `PAYLIFT_LOOK`, for a person to look at.
    #[test]
    #[ignore = "for looking at, not for checking"]
    fn look() {
        let folder = std::path::PathBuf::from(std::env::var_os("PAYLIFT_LOOK").expect("PAYLIFT_LOOK names a folder"));
        let fixtures = [
            ("six", fixture::meterline(2000)),
            ("crowded", fixture::crowded(500)),
            ("smallest", fixture::smallest()),
            ("responding", fixture::responding(2000)),
        ];
        for (name, f) in fixtures {
            std::fs::write(folder.join(format!("{name}.html")), render(&f)).unwrap();
        }
    }
}
