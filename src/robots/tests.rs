use proptest::prelude::*;

use super::*;

fn rules(file: &str) -> Robots {
    Robots::of(Answer::File(file.as_bytes()))
}

fn allowed(robots: &Robots, path: &str) -> bool {
    let url = Url::parse("https://site.example").unwrap();
    robots.allows(&url.join(path).unwrap())
}

/// Each line: the pattern of a `Disallow`, a path, and whether the one matches the other.
fn check(cases: &[(&str, &str, bool)]) {
    for (pattern, path, matches) in cases {
        let robots = rules(&format!("User-agent: *\nDisallow: {pattern}"));
        assert_eq!(!allowed(&robots, path), *matches, "{pattern} and {path}");
    }
}

#[test]
fn a_group_speaks_to_whom_it_names_in_any_case_and_with_any_version() {
    for agent in ["griot", "Griot", "GRIOT/1.0", "griot (bot)", "griot*"] {
        let robots = rules(&format!("User-Agent: {agent}\nDisallow: /a\n"));
        assert!(!allowed(&robots, "/a"), "{agent}");
    }
    for agent in ["griotbot", "grio", "my-griot", "other griot", "*bot", ""] {
        let robots = rules(&format!("User-agent: {agent}\nDisallow: /a\n"));
        assert!(allowed(&robots, "/a"), "{agent}");
    }
}

#[test]
fn our_own_groups_are_merged_and_stand_before_the_one_for_all() {
    let robots = rules(
        "User-agent: griot\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n\n\
         User-agent: other\nUser-agent: GRIOT\nDisallow: /c\n",
    );
    assert!(!allowed(&robots, "/a") && !allowed(&robots, "/c"));
    assert!(allowed(&robots, "/b"));
    let ours_is_empty = rules("User-agent: *\nDisallow: /\n\nUser-agent: griot\n");
    assert!(allowed(&ours_is_empty, "/a"));
}

#[test]
fn groups_for_all_are_merged_too_and_a_file_without_one_for_us_allows_all() {
    let robots = rules(
        "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b",
    );
    assert!(!allowed(&robots, "/a") && !allowed(&robots, "/b") && allowed(&robots, "/c"));
    let others = rules("Disallow: /a\nUser-agent: x\nDisallow: /");
    assert_eq!(others, Robots::everything());
}

#[test]
fn records_that_are_no_rules_end_no_group() {
    let robots = rules(
        "User-agent: griot\nSitemap: https://site.example/s.xml\nCrawl-delay: 2\n\n\
         User-agent: other\nDisallow: /a\nHost: x\nDisallow: /b",
    );
    assert!(!allowed(&robots, "/a") && !allowed(&robots, "/b"));
}

#[test]
fn the_longest_match_decides_and_allow_among_equals() {
    let robots = rules(
        "User-agent: *\nDisallow: /news/\nAllow: /news/africa/\nDisallow: /news/africa/*.pdf$\n\
         Allow: /page\nDisallow: /*.html\nAllow: /same\nDisallow: /same",
    );
    for (path, may) in [
        ("/news/x", false),
        ("/news/africa/x", true),
        ("/news/africa/x.pdf", false),
        ("/news/africa/x.pdf?a", true),
        ("/page", true),
        // Seven octets against five.
        ("/page.html", false),
        ("/same", true),
        ("/", true),
    ] {
        assert_eq!(allowed(&robots, path), may, "{path}");
    }
}

#[test]
fn stars_and_the_final_dollar_are_understood() {
    check(&[
        ("/", "/anything", true),
        ("*", "/anything", true),
        ("/fish", "/fish.html", true),
        ("/fish", "/Fish", false),
        ("/fish*", "/fishheads/yummy.html", true),
        ("/fish/", "/fish", false),
        ("/*.php", "/folder/any.php.file.html?x", true),
        ("/*.php$", "/filename.php", true),
        ("/*.php$", "/filename.php?parameters", false),
        ("/*.php$", "/filename.php/", false),
        ("/fish*.php", "/fishheads/catfish.php?id=1", true),
        ("/fish*.php", "/Fish.PHP", false),
        ("/a*b*c$", "/abcxc", true),
        ("/a*b*c$", "/acb", false),
        ("/a*ab$", "/aab", true),
        ("/a*ab$", "/ab", false),
        ("/a$", "/a", true),
        ("/a$", "/ab", false),
        ("/$", "/", true),
        ("/$", "/a", false),
        ("/*?", "/a?b", true),
        ("/*?", "/a", false),
        ("/a**b", "/axxb", true),
        ("", "/a", false),
        ("fish", "/fish", false),
    ]);
}

#[test]
fn encoded_and_plain_octets_are_compared_as_one() {
    check(&[
        ("/é", "/%C3%A9", true),
        ("/%c3%a9", "/é", true),
        ("/%62%61z", "/baz", true),
        ("/a%2Fb", "/a%2fb", true),
        ("/a%2Fb", "/a/b", false),
        ("/a?b=https://c.d", "/a?b=https%3A%2F%2Fc.d", true),
        ("/a?b=https%3a%2f%2fc.d", "/a?b=https://c.d", true),
        ("/a%2A", "/a*", true),
        ("/a%2A", "/ab", false),
        ("/a%24", "/a$b", true),
        ("/a$b", "/a$b", true),
        ("/100%", "/100%25", true),
        ("/a b", "/a%20b", true),
        ("/%zz", "/%zz", true),
    ]);
}

#[test]
fn lines_may_end_in_any_way_and_bear_comments_blanks_and_junk() {
    for end in ["\n", "\r", "\r\n", "\n\n"] {
        let file = [
            "\u{feff}# rules",
            "  USER-AGENT :  griot   # us",
            "no colon here",
            "<html>: x",
            "\tdisallow\t:\t/a # b",
            "Disallow: # everything is welcome",
        ]
        .join(end);
        let robots = rules(&file);
        assert!(!allowed(&robots, "/a") && allowed(&robots, "/b"), "{end:?}");
    }
}

#[test]
fn only_the_first_part_of_a_huge_file_is_read_and_no_half_of_a_line() {
    let mut file = b"User-agent: *\nDisallow: /a\n".to_vec();
    file.resize(MAX_BYTES - "Disallow: /".len(), b'\n');
    file.extend_from_slice(b"Disallow: /b\nDisallow: /c\n");
    let robots = Robots::read(&file);
    assert!(!allowed(&robots, "/a"));
    assert!(allowed(&robots, "/b") && allowed(&robots, "/c") && allowed(&robots, "/"));
    file.truncate(MAX_BYTES);
    assert!(
        !allowed(&Robots::read(&file), "/anything"),
        "whole as it is"
    );
}

#[test]
fn what_answers_without_a_file_mean() {
    let url = Url::parse("https://site.example/a").unwrap();
    for (answer, may) in [
        (Answer::Status(404), true),
        (Answer::Status(401), true),
        (Answer::Status(403), true),
        (Answer::Status(410), true),
        (Answer::Status(204), true),
        (Answer::Redirects, true),
        (Answer::File(b""), true),
        (Answer::File(b"<!doctype html><p>Not found: sorry"), true),
        (Answer::Status(500), false),
        (Answer::Status(503), false),
        (Answer::Status(429), false),
        (Answer::Unreachable, false),
    ] {
        assert_eq!(Robots::of(answer).allows(&url), may, "{answer:?}");
    }
}

#[test]
fn what_is_said_holds_for_a_day_and_trouble_for_an_hour() {
    let hours = |answer: Answer<'_>| answer.lifetime().as_secs() / 3_600;
    assert_eq!(hours(Answer::File(b"")), 24);
    assert_eq!(hours(Answer::Status(404)), 24);
    assert_eq!(hours(Answer::Redirects), 24);
    for trouble in [
        Answer::Status(503),
        Answer::Status(429),
        Answer::Unreachable,
    ] {
        assert_eq!(hours(trouble), 1);
    }
}

#[test]
fn the_rules_themselves_may_always_be_asked_and_endless_addresses_never() {
    assert!(allowed(&Robots::nothing(), "/robots.txt"));
    assert!(!allowed(&Robots::nothing(), "/robots.txt?a"));
    let long = format!("/{}", "a".repeat(10_000));
    assert!(!allowed(&Robots::everything(), &long));
}

#[test]
fn a_delay_is_a_hint_of_bounded_length() {
    for (value, seconds) in [
        ("10", Some(10.0)),
        (" 2.5 # slowly", Some(2.5)),
        ("0", Some(0.0)),
        ("-1", None),
        ("soon", None),
        ("NaN", None),
        ("1e300", Some(86_400.0)),
    ] {
        let robots = rules(&format!("User-agent: *\nCrawl-delay: {value}\nDisallow:"));
        assert_eq!(robots.delay().map(|d| d.as_secs_f64()), seconds, "{value}");
    }
    assert_eq!(rules("Crawl-delay: 10").delay(), None);
}

#[test]
fn hostile_files_cost_little() {
    let mut file = String::from("User-agent: *\n");
    let pattern = format!("Disallow: /{}b\n", "*a".repeat(4_000));
    while file.len() < MAX_BYTES {
        file.push_str(&pattern);
        file.push_str("Disallow: /*a*a*a*a*a*a*b$\n");
    }
    // Matching that goes back and forth would not come to an end here.
    let robots = rules(&file);
    assert!(allowed(&robots, &"a".repeat(7_000)));
}

/// Whether `path` matches `pattern`, by the plainest means.
fn glob(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => true,
        b"$" => path.is_empty(),
        [b'*', rest @ ..] => (0..=path.len()).any(|at| glob(rest, &path[at..])),
        [byte, rest @ ..] => path.first() == Some(byte) && glob(rest, &path[1..]),
    }
}

proptest! {
    #[test]
    fn no_file_makes_reading_panic(file in prop::collection::vec(any::<u8>(), 0..300), path in "\\PC{0,40}") {
        let robots = Robots::read(&file);
        if let Ok(url) = Url::parse("https://site.example/").unwrap().join(&path) {
            let _ = robots.allows(&url);
        }
    }

    #[test]
    fn what_is_kept_reads_as_the_same_rules(
        lines in prop::collection::vec(
            ("(User-agent|Allow|Disallow|Crawl-delay)", "(griot|\\*|x|3|/[a-c*$%?#é ]{0,8})"), 0..12),
    ) {
        let file: String = lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let robots = rules(&file);
        prop_assert_eq!(&rules(&robots.to_string()), &robots);
    }

    #[test]
    fn patterns_match_as_the_plainest_reading_of_them(pattern in "/[ab*]{0,7}[$]?", path in "/[ab]{0,9}") {
        let robots = rules(&format!("User-agent: *\nDisallow: {pattern}"));
        prop_assert_eq!(!allowed(&robots, &path), glob(pattern.as_bytes(), path.as_bytes()));
    }

    #[test]
    fn the_order_of_rules_decides_nothing(
        rules_of in prop::collection::vec((any::<bool>(), "/[ab*]{0,4}"), 1..8), path in "/[ab]{0,6}",
    ) {
        let file = |rules: &[(bool, String)]| {
            let line = |(allow, pattern): &(bool, String)| {
                format!("{}: {pattern}\n", if *allow { "Allow" } else { "Disallow" })
            };
            format!("User-agent: *\n{}", rules.iter().map(line).collect::<String>())
        };
        let mut reversed = rules_of.clone();
        reversed.reverse();
        prop_assert_eq!(rules(&file(&rules_of)), rules(&file(&reversed)));
        let longest = rules_of.iter().filter(|(_, p)| glob(p.as_bytes(), path.as_bytes()))
            .map(|(allow, p)| (normal(p, true).len(), *allow)).max();
        prop_assert_eq!(allowed(&rules(&file(&rules_of)), &path), longest.is_none_or(|(_, allow)| allow));
    }
}
