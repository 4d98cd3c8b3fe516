//! Whose word on the encoding counts.

use super::*;

#[test]
fn valid_utf_8_wins_over_labels_that_contradict_it() {
    let bytes = "<?xml version='1.0' encoding='iso-8859-1'?><t>été</t>".as_bytes();
    let (text, encoding) = read(bytes, Some("text/xml; charset=iso-8859-1"));
    assert!(text.contains("été"));
    assert_eq!(encoding, "utf-8");
}

#[test]
fn the_http_charset_wins_over_the_declaration() {
    let bytes = b"<?xml version='1.0' encoding='windows-1251'?><t>\xe9</t>";
    assert!(
        read(bytes, Some("text/xml; charset=\"windows-1252\""))
            .0
            .contains('é')
    );
    assert!(read(bytes, None).0.contains('й'));
}

#[test]
fn a_label_of_one_byte_holds_where_the_bytes_are_not_utf_8() {
    for (label, source) in [
        ("iso-8859-1", "été à la côte, où « l'élu blessé» crie"),
        ("windows-1252", "L’été à Noël…"),
        ("windows-1256", "استقبل الرئيس، وفدا، من النواب،"),
        ("windows-1251", "Президент «Мали» принял"),
    ] {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let head = format!("<?xml version='1.0' encoding='{label}'?><t>{source}</t>");
        let (bytes, _, lost) = encoding.encode(&head);
        assert!(!lost);
        assert_eq!(text(&bytes), head);
    }
}

#[test]
fn arabic_under_a_server_s_default_label_is_read_and_told() {
    let source = "استقبل الرئيس اليوم في العاصمة وفدا من النواب وبحث معهم الوضع";
    let arabic = encoding_rs::WINDOWS_1256;
    let read = |declared: &str, charset: &str, language: Option<&str>| {
        let head = format!("<?xml version='1.0'{declared}?>");
        let bytes = [head.as_bytes(), &arabic.encode(source).0].concat();
        let content_type = format!("text/xml; charset={charset}");
        let language = language.map(|code| code.parse().unwrap());
        let decoded = decode(&bytes, Some(&content_type), language);
        let text = decoded.text.strip_prefix(&head).unwrap().to_owned();
        (text, decoded.warnings)
    };
    let told = |declared: &str| {
        [Warning::WrongEncoding {
            declared: declared.to_owned(),
            used: "windows-1256".to_owned(),
        }]
    };
    // The document says it, or the outlet's language does.
    let (text, warnings) = read(" encoding='windows-1256'", "ISO-8859-1", None);
    assert_eq!(
        (text.as_str(), &warnings[..]),
        (source, &told("iso-8859-1")[..])
    );
    for declared in ["", " encoding='iso-8859-1'", " encoding='utf-8'"] {
        let (text, warnings) = read(declared, "windows-1252", Some("ar"));
        assert_eq!(
            (text.as_str(), &warnings[..]),
            (source, &told("windows-1252")[..])
        );
    }
    let (text, warnings) = read(" encoding='windows-1256'", "windows-1256", None);
    assert_eq!((text.as_str(), &warnings[..]), (source, &[][..]));
}

#[test]
fn french_of_an_arabic_outlet_stays_what_its_label_says() {
    let source = "<?xml version='1.0' encoding='iso-8859-1'?><t>L'été à la côte, déjà réglé</t>";
    let (bytes, _, _) = WINDOWS_1252.encode(source);
    let decoded = decode(&bytes, None, Some("ar".parse().unwrap()));
    assert_eq!((&*decoded.text, &decoded.warnings[..]), (source, &[][..]));
}

#[test]
fn a_label_of_one_byte_that_leaves_much_unread_does_not_hold() {
    let source = "Эта юная поэзия — явление эпохи, о чьём значении вся столица объявляет";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(source);
    // Many of these bytes are no letters of Thai.
    let head = b"<?xml version='1.0' encoding='windows-874'?>";
    assert!(text(&[&head[..], &bytes].concat()).ends_with(source));
}
