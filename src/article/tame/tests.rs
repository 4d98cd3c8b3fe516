use dom_query::{Document, NodeRef};
use proptest::prelude::*;

use super::*;

/// What is written for the body of a page.
fn written(page: &str) -> String {
    tame(page).html.replace("<!doctype html>", "")
}

/// Nodes of the tree that browsers' rules make of it, and how deep they are nested.
fn size(page: &Tame) -> (usize, usize) {
    let document = Document::from(page.html.as_str());
    let mut open: Vec<(NodeRef<'_>, usize)> = vec![(document.root(), 0)];
    let (mut nodes, mut depth) = (0, 0);
    while let Some((node, level)) = open.pop() {
        nodes += 1;
        depth = depth.max(level);
        open.extend(node.children_it(false).map(|child| (child, level + 1)));
    }
    (nodes, depth)
}

#[test]
fn tags_that_match_stay_as_they_are() {
    let page =
        "<div class=\"a\"><p>x <b>y</b></p><ul><li>1</li><li>2</li></ul><img src=\"i\"></div>";
    assert_eq!(written(page), page);
}

#[test]
fn end_tags_that_are_left_out_are_written() {
    for (page, tame) in [
        ("<p>a<p>b<div>c", "<p>a</p><p>b</p><div>c</div>"),
        (
            "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
            "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>",
        ),
        (
            "<dl><dt>a<dd>b<dt>c</dl>",
            "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>",
        ),
        (
            "<table><tr><td>a<td>b<tr><td>c</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
        ),
        ("<h2>a<h2>b</h3>", "<h2>a</h2><h2>b</h2>"),
        (
            "<h2><a>a<h2>b</a><h2>c",
            "<h2><a>a<h2>b</h2></a></h2><h2>c</h2>",
        ),
    ] {
        assert_eq!(written(page), tame);
    }
}

#[test]
fn end_tags_that_match_nothing_do_no_harm() {
    for (page, tame) in [
        ("</p></div>a</b>", "a"),
        ("<div><td>a</div>", "<div>a</div>"),
        // A cell is not left by what was opened outside of the table.
        (
            "<div><table><tr><td>a</div>b</table>c</div>",
            "<div><table><tr><td>ab</td></tr></table>c</div>",
        ),
        // Text formatting does not end blocks.
        ("<b><div>a</b>b</div>c", "<b><div>ab</div></b>c"),
        (
            "<a href=x><div>a<a href=y>b</a></div>c",
            "<a href=\"x\"><div>a<a href=\"y\">b</a></div></a>c",
        ),
    ] {
        assert_eq!(written(page), tame);
    }
}

#[test]
fn a_link_around_a_block_in_a_paragraph_is_kept() {
    assert_eq!(
        written("<p><a href=x><h3>a</h3></a></p>b"),
        "<p><a href=\"x\"></a></p><h3><a href=\"x\">a</a></h3>b"
    );
}

#[test]
fn what_is_no_text_of_the_page_keeps_its_place_only() {
    for (page, tame) in [
        ("<script>if (a<b) '<p>'</script>x", "<script></script>x"),
        (
            "<svg viewBox=0><title>t</title></svg>x",
            "<svg viewBox=\"0\"></svg>x",
        ),
        ("<select><option>a</select><option>b", "<select></select>b"),
        (
            "<title>a <b> &amp; c</title>",
            "<title>a &lt;b> &amp; c</title>",
        ),
        (
            "<p onclick=x style='a:\"b\"' data-x>a < b</p>",
            "<p style=\"a:&quot;b&quot;\" data-x>a &lt; b</p>",
        ),
        ("a<textarea>b", "ab"),
        ("a<script>b <p>c", "a"),
        (
            "<html lang=fr><head><body class=x></head><body class=y>a</body></html>b",
            "<html lang=\"fr\"><head><body class=\"x\">ab",
        ),
    ] {
        assert_eq!(written(page), tame);
    }
}

#[test]
fn scripts_of_data_are_kept_apart() {
    let page = "<script type='application/ld+json; charset=utf-8'>{\"a\": \"<p>\"}</script><script>x</script>";
    assert_eq!(tame(page).scripts, ["{\"a\": \"<p>\"}"]);
}

#[test]
fn words_without_end_are_broken_also_across_tags() {
    let longest = |page: &str| {
        let text = Document::from(tame(page).html).text().to_string();
        text.split_whitespace().map(str::len).max().unwrap()
    };
    assert_eq!(longest(&"é".repeat(100_000)), LONGEST_WORD);
    assert!(longest(&"<b>é</b>".repeat(20_000)) <= LONGEST_WORD);
    let url = "x".repeat(LONGEST_WORD - 1);
    assert_eq!(longest(&format!("a {url} b")), url.len());
}

/// Each of these without end must make a small tree.
#[test]
fn hostile_pages_make_small_trees() {
    let numbered = |tag: &str, count: usize| -> String {
        (0..count)
            .map(|number| format!("<{tag} a{number}>"))
            .collect()
    };
    let mut pages: Vec<String> = [
        "<div>",
        "<b>",
        "<b><div>",
        "<a href=x>",
        "<table>",
        "<table><tr><td>",
        "<p><b>",
        "<li><ul>",
        "<font><p>x",
        "</p>",
        "</b></div>",
        "<",
        "<!--",
        "<x",
        "<div ",
        "<svg>",
        "<script>",
        "<select>",
        "<button><p>",
        "<dd><dl>",
        "<form><div>",
        "<h1><b>",
        "<table><b>x<tr>x",
        "<nobr><p>x",
        "<ruby><rt>",
        "<template>",
        "<option>",
        "<frameset>",
        "<title>",
        "&",
        "<a><p><div>",
    ]
    .iter()
    .map(|unit| unit.repeat((300 << 10) / unit.len()))
    .collect();
    pages.push(format!("<p {}>", numbered("x", 50_000)));
    pages.push(format!("<p{}>x", " a=b".repeat(1 << 18)));
    pages.push(format!(
        "<p {}>x",
        (0..100_000).map(|n| format!("a{n} ")).collect::<String>()
    ));
    pages.push(format!(
        "<p>{}{}",
        numbered("b", 100),
        "<div>x</div>".repeat(50_000)
    ));
    pages.push(format!(
        "<table>{}{}",
        numbered("i", 140),
        "<tr>x".repeat(50_000)
    ));
    pages.push(format!(
        "<table><tr><td>{}{}",
        numbered("i", 140),
        "<td>x".repeat(50_000)
    ));
    pages.push(format!(
        "<a href={}>{}",
        "x".repeat(15_000),
        "<p>x<div>y</div>".repeat(10_000)
    ));
    pages.push(format!("<p title={}>", "x".repeat(1 << 20)));
    for page in pages {
        let shown: String = page.chars().take(40).collect();
        let page = tame(&page);
        assert!(
            page.html.len() <= MOST_BYTES + (1 << 20),
            "{shown}: {}",
            page.html.len()
        );
        let (nodes, depth) = size(&page);
        assert!(nodes <= 4 * MOST_ELEMENTS, "{shown}: {nodes} nodes");
        assert!(depth <= 2 * MOST_DEPTH, "{shown}: {depth} deep");
    }
}

/// Tags, alone and together, of which browsers' rules make more than they are.
fn soup() -> impl Strategy<Value = String> {
    let piece = "<NAME>|<NAME [a-c]=[1-3]>|</NAME>|[x <>&]{1,3}|<[!a-z/]{0,4}".replace(
        "NAME",
        "(a|b|i|p|div|li|ul|table|tr|td|tbody|caption|h2|form|button|nobr|span|select|svg|title|script|template|x-y)",
    );
    prop::string::string_regex(&format!("({piece}){{0,80}}")).unwrap()
}

proptest! {
    #[test]
    fn browsers_rules_add_little_to_a_tame_page(soup in soup()) {
        let page = tame(&soup);
        let tags = page.html.matches('<').count();
        let (nodes, depth) = size(&page);
        // Each tag is at most an element, the text before it, and a part of a table left out.
        prop_assert!(nodes <= 10 + 4 * tags, "{} nodes of {tags} tags: {}", nodes, page.html);
        prop_assert!(depth <= 10 + 2 * tags);
    }

    #[test]
    fn taming_is_done_once(soup in soup()) {
        let once = tame(&soup).html;
        prop_assert_eq!(&tame(&once).html, &once);
    }

    #[test]
    fn no_page_makes_taming_panic(page in "(<[a-z/!]{0,6}|[ =\"'>-]|&#?x?[0-9a-f]{0,7};?|\\PC){0,60}") {
        let _ = tame(&page);
    }
}
