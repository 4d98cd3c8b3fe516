use super::*;

#[test]
fn attributes_without_any_effect_stay_and_others_go() {
    let base = Url::parse("https://fil.example/rss/").unwrap();
    for (html, expected) in [
        (
            "<p accept='a/b' coords='1,2' media='print' loop>x</p>",
            "<p accept=\"a/b\" coords=\"1,2\" media=\"print\" loop=\"\">x</p>",
        ),
        (
            "<q cite='../une'>x</q>",
            "<q cite=\"https://fil.example/une\">x</q>",
        ),
        (
            "<q cite='java&#x09;script:f()' longdesc='data:text/html,x'>x</q>",
            "<q>x</q>",
        ),
        (
            "<p pattern='javascript:f()' urn='vbscript:f'>x</p>",
            "<p>x</p>",
        ),
        (
            "<p style='color:red' id=a class=b name=c tabindex=1 autofocus accesskey=k hidden \
             contenteditable background=//t.example/x onclick=f() target=_top>x</p>",
            "<p>x</p>",
        ),
        (
            "<table background='//t.example/x.gif' dynsrc=x lowsrc=x datasrc=x ping=x action=x><tr><td>x</table>",
            "<table><tr><td>x</td></tr></table>",
        ),
    ] {
        let safe = sanitise(html, Some(&base))
            .replace("<tbody>", "")
            .replace("</tbody>", "");
        assert_eq!(safe, expected, "{html}");
    }
}

#[test]
fn images_that_nobody_can_see_are_left_out() {
    for hidden in [
        "width=1 height=1",
        "width='1.0'",
        "height=' 0px '",
        "hidden",
        "style='display:none'",
        "style='border:0; DISPLAY : none !important'",
        "style='width:1px;height:1px'",
        "style='max-height: 0'",
        "style='opacity:0.0'",
        "style='visibility&#58;hidden'",
    ] {
        let html = format!("<p>a<img src='https://t.example/x.gif' {hidden}>b</p>");
        assert_eq!(sanitise(&html, None), "<p>ab</p>", "{hidden}");
    }
    for shown in [
        "width=100%",
        "style='width:100%'",
        "style='max-width:1em'",
        "style='opacity:1'",
    ] {
        let html = format!("<img src='https://e.example/x.jpg' {shown}>");
        let safe = sanitise(&html, None);
        assert!(
            safe.contains("<img") && !safe.contains("style"),
            "{shown}: {safe}"
        );
    }
}

#[test]
fn an_address_that_a_script_would_put_in_is_the_image_s() {
    let base = Url::parse("https://fil.example/").unwrap();
    for (html, expected) in [
        (
            "<img src='data:image/gif;base64,R0' data-src='/a.jpg'>",
            "<img src=\"https://fil.example/a.jpg\">",
        ),
        (
            "<img data-lazy-src=b.jpg>",
            "<img src=\"https://fil.example/b.jpg\">",
        ),
        (
            "<img src=c.jpg data-src=d.jpg>",
            "<img src=\"https://fil.example/c.jpg\">",
        ),
        (
            "<img src='/js/lazy_placeholder.gif' data-src='e.jpg'>",
            "<img src=\"https://fil.example/e.jpg\">",
        ),
        (
            "<img src='/1x1.trans.gif' data-src='f.jpg'>",
            "<img src=\"https://fil.example/f.jpg\">",
        ),
        (
            "<img src='g.gif'>",
            "<img src=\"https://fil.example/g.gif\">",
        ),
        (
            "<img srcset='h-300.jpg 300w,h-1200.jpg 1200w, h-600.jpg 600w'>",
            "<img src=\"https://fil.example/h-1200.jpg\">",
        ),
        (
            "<img src='data:image/gif;base64,R0' data-srcset='i.jpg, i2.jpg 2x'>",
            "<img src=\"https://fil.example/i2.jpg\">",
        ),
        ("<img data-src='javascript:f()'>", ""),
        ("<img data-src='https://pixel.wp.com/g.gif'>", ""),
        ("<p data-src=x>", "<p></p>"),
    ] {
        assert_eq!(sanitise(html, Some(&base)), expected, "{html}");
    }
}

#[test]
fn who_writes_and_letters_are_no_pictures() {
    let html = "<img src=\"https://secure.gravatar.com/avatar/a?s=96\">\
        <img src=\"https://s.w.org/images/core/emoji/13/72x72/1f600.png\">\
        <img src=\"https://fil.example/photo.jpg\">";
    let found: Vec<String> = pictures(html).filter(|image| is_picture(image)).collect();
    assert_eq!(found, ["https://fil.example/photo.jpg"]);
}
