//! What bytes are read as.

mod labels;

use super::*;

fn read(bytes: &[u8], content_type: Option<&str>) -> (String, String) {
    let decoded = decode(bytes, content_type, None);
    (decoded.text.into_owned(), decoded.encoding)
}

fn text(bytes: &[u8]) -> String {
    read(bytes, None).0
}

#[test]
fn utf_16_and_utf_32_are_known_with_and_without_marks() {
    let utf16: Vec<u8> = "<t>x€</t>"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    assert_eq!(text(&utf16), "<t>x€</t>");
    assert_eq!(text(&[&[0xfe, 0xff], &utf16[..]].concat()), "<t>x€</t>");
    let utf32: Vec<u8> = "<t>x€</t>"
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    assert_eq!(text(&utf32), "<t>x€</t>");
    assert_eq!(
        text(&[&[0xff, 0xfe, 0, 0], &utf32[..]].concat()),
        "<t>x€</t>"
    );
}

#[test]
fn windows_1252_labelled_utf_8_is_read_and_told() {
    let bytes =
        b"<?xml version='1.0' encoding='utf-8'?><t>L\x92\xe9t\xe9 \xe0 la c\xf4te, d\xe9j\xe0</t>";
    let decoded = decode(bytes, None, None);
    assert!(decoded.text.contains("L’été à la côte, déjà"));
    assert!(matches!(
        decoded.warnings[..],
        [Warning::WrongEncoding { .. }]
    ));
}

#[test]
fn a_single_wrong_byte_does_not_spoil_utf_8() {
    let mut bytes = "<t>déjà été là</t>".as_bytes().to_vec();
    bytes.push(0xe9);
    assert_eq!(text(&bytes), "<t>déjà été là</t>é");
}

#[test]
fn text_encoded_twice_is_mended_only_where_that_is_certain() {
    let twice = "coopÃ©ration sÃ©curitaire, sâ€™est achevÃ©e";
    assert_eq!(
        text(twice.as_bytes()),
        "coopération sécuritaire, s’est achevée"
    );
    assert_eq!(text("été lâ€™hiver Ã©".as_bytes()), "été l’hiver Ã©");
    for once in ["Ã©", "São Tomé, Ã©tÃ© Ã©", "Â", "coração, não, maçã"] {
        assert_eq!(text(once.as_bytes()), once);
    }
}

#[test]
fn text_encoded_twice_is_mended_although_a_part_of_it_is_damaged() {
    let windows = |text: &str| -> String {
        let bytes = text.bytes();
        bytes
            .map(|byte| windows(u32::from(byte)).unwrap_or(char::from(byte)))
            .collect()
    };
    let once = "<t>été, déjà, où, là, ça, maïs, forêt</t>".repeat(5);
    let twice = windows(&once);
    assert_eq!(text(twice.as_bytes()), once);
    assert_eq!(text(windows(&twice).as_bytes()), once);
    let damaged = format!("{twice}\u{fffd}");
    assert_eq!(text(damaged.as_bytes()), format!("{once}\u{fffd}"));
    let letter = twice.rfind('Ã').unwrap() + 'Ã'.len_utf8();
    let cut = &twice[..letter];
    assert!(text(cut.as_bytes()).starts_with("<t>été, déjà"));
    let half = format!("{once}{twice}");
    assert_eq!(text(half.as_bytes()), half);
}

#[test]
fn a_few_wrong_bytes_and_a_false_mark_do_not_spoil_a_labelled_encoding() {
    let head = b"<?xml version='1.0' encoding='gb2312'?>".as_slice();
    let (chinese, _, _) = encoding_rs::GBK.encode("今天的新闻在这里可以读到，也可以在那里读到。");
    let body = chinese.repeat(4);
    let whole = text(&[head, &body].concat());
    let bytes = [head, &body[..40], b"\xff", &body[40..]].concat();
    let broken = decode(&bytes, None, None);
    assert!(broken.text.contains("在那里读到"), "{}", broken.text);
    assert_eq!(
        broken.warnings,
        [Warning::InvalidBytes("gb18030".to_owned())]
    );
    assert_eq!(text(&[b"\xef\xbb\xbf", head, &body].concat()), whole);
}

#[test]
fn wide_text_is_known_without_a_mark_and_after_blanks() {
    let source = "\r\n <rss><t>été</t></rss>";
    let little: Vec<u8> = source.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = source.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let wide = |write: fn(u32) -> [u8; 4]| -> Vec<u8> {
        source.chars().flat_map(|c| write(u32::from(c))).collect()
    };
    for bytes in [little, big, wide(u32::to_le_bytes), wide(u32::to_be_bytes)] {
        assert_eq!(text(&bytes), source);
    }
}

#[test]
fn code_pages_of_dos_and_ebcdic_are_read() {
    let dos = b"<?xml version='1.0' encoding='cp850'?><t>caf\x82</t>";
    assert!(text(dos).contains("café"));
    let page = CodePage::for_label("ibm500").unwrap();
    let source = "<?xml version='1.0' encoding='ibm500'?><t>été</t>";
    let back = |c| {
        (0..=255)
            .find(|byte| page.decode(&[*byte]).starts_with(c))
            .unwrap()
    };
    let bytes: Vec<u8> = source.chars().map(back).collect();
    assert_eq!(text(&bytes), source);
}

#[test]
fn control_characters_are_left_out() {
    let decoded = decode(b"<t>a\x0b\x00b\x1f</t>", None, None);
    assert_eq!(decoded.text, "<t>ab</t>");
    assert_eq!(decoded.warnings, [Warning::ControlCharacters]);
}

#[test]
fn bodies_that_are_still_compressed_are_inflated() {
    use std::io::Write;
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(b"<rss/>").unwrap();
    assert_eq!(
        &*inflate(&writer.finish().unwrap(), &mut Warnings::default()),
        b"<rss/>"
    );
    assert_eq!(
        &*inflate(b"\x1f\x8bno", &mut Warnings::default()),
        b"\x1f\x8bno"
    );
}

#[test]
fn pages_say_in_meta_elements_what_they_are_written_in() {
    let page = |head: &str, bytes: &[u8], content_type: Option<&str>| {
        let page = [
            b"<!doctype html><html><head>",
            head.as_bytes(),
            b"<p>",
            bytes,
        ]
        .concat();
        let text = decode_page(&page, content_type).text.into_owned();
        text.rsplit('>').next().unwrap().to_owned()
    };
    let arabic = b"\xc7\xe1\xe4\xed\xcc\xd1";
    for head in [
        "<meta charset=\"windows-1256\">",
        "<META CHARSET='Windows-1256'/>",
        "<meta charset=windows-1256>",
        "<meta name=viewport><meta http-equiv=Content-Type content=\"text/html; charset=windows-1256\" />",
        "<meta charset=''><meta content='text/html;charset = windows-1256;x' http-equiv=content-type>",
    ] {
        assert_eq!(page(head, arabic, None), "النيجر", "{head}");
    }
    let russian = page(
        "<meta charset=windows-1256>",
        b"\xcd\xe8\xe3\xe5\xf0",
        Some("text/html; charset=windows-1251"),
    );
    assert_eq!(russian, "Нигер");
    let valid = "été".as_bytes();
    assert_eq!(page("<meta charset=iso-8859-1>", valid, None), "été");
    assert_eq!(
        page("<meta charset=utf-8>", b"L\x92\xe9t\xe9 \xe0 No\xebl", None),
        "L’été à Noël"
    );
    assert_eq!(
        page("<meta charset=utf-16>", b"d\xe9j\xe0 \xe9t\xe9", None),
        "déjà été"
    );
}

/// UTF-8 in which `÷` stands for the first byte of a character whose other bytes were cut off.
fn cut(text: &str, lead: u8) -> Vec<u8> {
    let parts: Vec<&[u8]> = text.split('÷').map(str::as_bytes).collect();
    parts.join(&lead)
}

#[test]
fn utf_8_with_cut_characters_is_utf_8_whatever_its_labels_say() {
    let french = cut(
        &"<t>Un résumé très détaillé et complét÷...</t>".repeat(4),
        0xc3,
    );
    let arabic = cut(&"<t>استقبل رئيس الجمهورية اليوم÷...</t>".repeat(4), 0xd9);
    for declared in ["UTF-8", "ISO-8859-1", "windows-1256"] {
        let head = format!("<?xml version='1.0' encoding='{declared}'?>");
        for http in ["ISO-8859-1", "utf-8", "windows-1252"] {
            let http = format!("text/xml; charset={http}");
            for content_type in [None, Some(&*http)] {
                let read = |body: &[u8]| read(&[head.as_bytes(), body].concat(), content_type).0;
                let told = read(&french);
                assert!(
                    told.ends_with("<t>Un résumé très détaillé et complét...</t>"),
                    "{told}"
                );
                assert!(!told.contains('Ã'), "{told}");
                let told = read(&arabic);
                assert!(
                    told.ends_with("<t>استقبل رئيس الجمهورية اليوم...</t>"),
                    "{told}"
                );
                assert!(!told.contains('Ù'), "{told}");
            }
        }
    }
}

#[test]
fn a_cut_character_is_left_out_and_a_byte_of_windows_1252_is_a_letter_of_its_word() {
    let mut seen = Vec::new();
    for (bytes, expected) in [
        (&b"le pr\xc3\xa9sident re\xc3..."[..], "le président re..."),
        (b"le president re\xc3...", "le president re..."),
        (b"a re\xc3\xa7u \xc3...", "a reçu ..."),
        ("لم است\u{0}...".as_bytes(), "لم است..."),
        (b"d\xc3\xa9j\xc3\xa0 re\xc3u \xc3\xa0", "déjà re\u{fffd}u à"),
        (
            b"\xc3\xa9t\xc3\xa9, l\xe2\x80\x99eau, d\xe2\x80...",
            "été, l’eau, d...",
        ),
        (
            b"\xc3\xa9t\xc3\xa9, l\xe2\x80\x99eau, d\xe2...",
            "été, l’eau, d...",
        ),
        (
            b"\xc3\xa9t\xc3\xa9 \xc3\xa0 caf\xe9, L\x92\xc9tat",
            "été à café, L’État",
        ),
        (
            b"d\xc3\xa9j\xc3\xa0, \xc3\xa9t\xc3\xa9 S\xc3O TOM\xc9",
            "déjà, été SÃO TOMÉ",
        ),
    ] {
        // A zero stands for the first byte of a letter of Arabic.
        let bytes: Vec<u8> = (bytes.iter().map(|b| if *b == 0 { 0xd9 } else { *b })).collect();
        for head in ["", "<?xml version='1.0' encoding='UTF-8'?>"] {
            let told = text(&[head.as_bytes(), b"<t>", &bytes, b"</t>"].concat());
            if told != format!("{head}<t>{expected}</t>") {
                seen.push(told);
            }
        }
    }
    assert!(seen.is_empty(), "{seen:#?}");
}

#[test]
fn a_few_bad_bytes_change_the_encoding_of_nothing_else() {
    let halves = b"emoji \xed\xa0\xbd\xed\xb8\x80 \xc3\xa9t\xc3\xa9";
    let twice = [&b"<t>"[..], halves, b"</t><t>\xf0\x9f\x98\x80</t>"].concat();
    for head in ["", "<?xml version='1.0' encoding='UTF-8'?>"] {
        let told = text(&[head.as_bytes(), b"<t>", halves, b"</t>"].concat());
        assert_eq!(told, format!("{head}<t>emoji 😀 été</t>"));
        let told = text(&[head.as_bytes(), &twice].concat());
        assert_eq!(told, format!("{head}<t>emoji 😀 été</t><t>😀</t>"));
    }
}

#[test]
fn items_of_two_encodings_are_read_each_in_its_own() {
    for (label, source) in [
        (
            "windows-1252",
            "Le président a reçu une délégation ; l’été s’améliore, a-t-il déclaré.",
        ),
        (
            "windows-1256",
            "استقبل رئيس الجمهورية اليوم في العاصمة وفدا من النواب",
        ),
    ] {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let (other, _, _) = encoding.encode(source);
        for declared in ["UTF-8", "ISO-8859-1", label] {
            let head = format!("<?xml version='1.0' encoding='{declared}'?>");
            let bytes = [
                head.as_bytes(),
                b"<t>",
                source.as_bytes(),
                b"</t><t>",
                &other,
                b"</t>",
            ]
            .concat();
            assert_eq!(
                text(&bytes),
                format!("{head}<t>{source}</t><t>{source}</t>")
            );
        }
    }
}

#[test]
fn a_few_words_of_windows_1252_without_a_label_are_not_taken_for_those_of_rarer_encodings() {
    for source in [
        "Côte d’Ivoire : l’œuvre",
        "été",
        "São Tomé",
        "Découverte d’or",
        "Une « élue » à N’Djaména",
        "O ministro – informou",
        "À Thiès, où l’aîné naît",
    ] {
        let (bytes, _, _) = WINDOWS_1252.encode(source);
        let read = decode(&bytes, None, None);
        assert_eq!(read.text, source);
        assert_eq!(read.encoding, "windows-1252");
    }
}

#[test]
fn text_of_central_europe_without_a_label_is_still_told() {
    let source = "Prezydent przyjął w środę delegację posłów. Główna droga została zamknięta, \
        a mieszkańcy czekają na pomoc od wczoraj. Žádné zprávy nepřišly.";
    let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(source);
    assert_eq!(text(&bytes), source);
}

#[test]
fn the_language_of_an_outlet_tells_what_a_few_words_are_written_in() {
    for (code, encoding, source) in [
        ("ar", encoding_rs::WINDOWS_1256, "تشاد"),
        ("ar", encoding_rs::WINDOWS_1256, "وفاة الرئيس"),
        ("ru", encoding_rs::WINDOWS_1251, "Мали"),
        ("fr", WINDOWS_1252, "Côte d’Ivoire : l’œuvre"),
        ("pt", WINDOWS_1252, "São Tomé"),
    ] {
        let (bytes, _, _) = encoding.encode(source);
        let decoded = decode(&bytes, None, Some(code.parse().unwrap()));
        assert_eq!(decoded.text, source);
    }
}
