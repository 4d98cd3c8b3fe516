//! The table of names is kept fresh by a command: what current files would change, and what nobody
//! has checked for long.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const TABLE: &str = "\
#iso2\tkind\tlang\tsurface\tweight\tflags\tsource\tchecked
-\tblock\t*\tPont-Neuf\t0\t-\tcurated
NE\tcapital\t*\tNiamey\t0.8\t-\tcurated
NE\tcity\t*\tArlit\t0.6\tcs\tgeonames
NE\tcity\t*\tOldtown\t0.6\tcs\tgeonames
NE\tcity\t*\tTahoua\t0.55\tcs,noname\tgeonames
NE\tname\tfr\tNiger\t1\t-\tcldr
NE\tname\tfr\tNigre\t1\t-\tcldr
NE\tperson\t*\tAncienne Ministre\t0.8\t-\tcurated\t2024-03
NE\tperson\t*\tMinistre Nouveau\t0.8\t-\tcurated\t2026-01
";

const LEFT_OUT: &str = "#source\tlang\tsurface\twhy\n\
    cldr\tfr\tGrenade\tcommon word\ngeonames\t*\tMarchés\tcommon word\n";

/// A folder with the table, what is left out, and current files of both sets.
struct Workshop(TempDir);

impl Workshop {
    fn new() -> Self {
        let workshop = Self(tempfile::tempdir().unwrap());
        workshop.write("gazetteer.tsv", TABLE);
        workshop.write("left_out.tsv", LEFT_OUT);
        for locale in ["ar", "en", "fr", "ha", "pt", "pt-PT", "sw"] {
            let names = match locale {
                "fr" => {
                    r#""NE": "Niger", "GD": "Grenade", "MM": "Myanmar (Birmanie)", "001": "Monde""#
                }
                "en" => {
                    r#""CI": "Côte d’Ivoire", "CI-alt-variant": "Ivory Coast", "CI-other": "x""#
                }
                _ => "",
            };
            workshop.write(
                &format!("cldr/main/{locale}/territories.json"),
                &format!(
                    r#"{{"main": {{"{locale}": {{"identity": {{}},
                       "localeDisplayNames": {{"territories": {{{names}}}}}}}}}}}"#
                ),
            );
        }
        let cities = [
            city(1, "Tahoua", "NE", 120_000, "PPLA"),
            city(2, "Arlit", "ML", 80_000, "PPL"),
            city(3, "Niamey", "NE", 1_000_000, "PPLC"),
            city(4, "Grandeville", "TD", 250_000, "PPL"),
            city(5, "Twin", "TD", 100_000, "PPL"),
            city(6, "Twinned", "TD", 100_000, "PPL"),
            city(7, "Twinned", "FR", 60_000, "PPL"),
            city(8, "Small Place", "TD", 20_000, "PPL"),
            city(9, "Marches", "TD", 90_000, "PPL"),
            city(10, "Faubourg", "TD", 90_000, "PPLX"),
            city(11, "Somewhere", "FR", 900_000, "PPL"),
            city(12, "Saint-Exemple", "TD", 90_000, "PPL"),
        ];
        workshop.write("geonames/cities15000.txt", &cities.concat());
        workshop.write(
            "geonames/admin1CodesASCII.txt",
            "NE.01\tAgadez Region\tAgadez Region\t21\nTD.02\tNord\tNord\t22\nTD.03\tKanem\tKanem\t23\n\
             BF.04\tPlateau-Central\tPlateau-Central\t24\nGH.05\tShared\tShared\t25\nTG.06\tShared\tShared\t26\n",
        );
        workshop.write(
            "geonames/alternateNamesV2.txt",
            "1\t4\tar\tغراندفيل\t\t\t\t\n2\t4\tar\tغراندفيل الكبرى\t1\t\t\t\n3\t4\tar\tالقديمة جدا\t1\t\t\t1\n\
             4\t4\tfr\tGrande Ville\t1\t\t\t\n5\t6\tar\tصغيرة جدا\t1\t\t\t\n6\t4\tar\tشهرک\t1\t\t\t\n",
        );
        workshop.write(
            "geonames/countryInfo.txt",
            "#ISO\tISO3\n\
             NE\tNER\t562\tNG\tNiger\tNiamey\t1267000\t22442948\tAF\t.ne\tXOF\tFranc\t227\t\t\tfr\t2440476\tTD\t\n\
             TD\tTCD\t148\tCD\tChad\tN'Djamena\t1284000\t15477751\tAF\t.td\tXAF\tFranc\t235\t\t\tfr\t2434508\tNE\t\n",
        );
        workshop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_griot"))
            .arg("gazetteer")
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    fn update(&self, arguments: &[&str]) -> Vec<String> {
        let mut all = vec![
            "update",
            "--table",
            "gazetteer.tsv",
            "--left-out",
            "left_out.tsv",
        ];
        all.extend(arguments);
        lines(self.run(&all))
    }
}

/// A line of `cities15000.txt`.
fn city(id: u32, name: &str, country: &str, people: u32, code: &str) -> String {
    format!(
        "{id}\t{name}\t{name}\t\t1.0\t2.0\tP\t{code}\t{country}\t\t01\t\t\t\t{people}\t\t400\t\
         Africa/Niamey\t2026-01-01\n"
    )
}

fn lines(output: Output) -> Vec<String> {
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn names_of_countries_are_compared_with_cldr() {
    let workshop = Workshop::new();
    assert_eq!(
        workshop.update(&["--cldr", "cldr"]),
        [
            "+CI\tname\ten\tCôte d’Ivoire\t1\t-\tcldr",
            "+CI\tname\ten\tIvory Coast\t1\t-\tcldr",
            "+MM\tname\tfr\tBirmanie\t1\t-\tcldr",
            "+MM\tname\tfr\tMyanmar\t1\t-\tcldr",
            "-NE\tname\tfr\tNigre\t1\t-\tcldr",
            "# 4 added, 1 removed, 0 changed",
        ]
    );
    // The folder of the locales does as well.
    assert_eq!(workshop.update(&["--cldr", "cldr/main"]).len(), 6);
    assert_eq!(
        fs::read_to_string(workshop.path("gazetteer.tsv")).unwrap(),
        TABLE
    );
}

#[test]
fn cities_and_regions_are_compared_with_geonames() {
    let workshop = Workshop::new();
    assert_eq!(
        workshop.update(&["--geonames", "geonames"]),
        [
            "-NE\tcity\t*\tArlit\t0.6\tcs\tgeonames",
            "+ML\tcity\t*\tArlit\t0.6\tcs\tgeonames",
            "-NE\tcity\t*\tOldtown\t0.6\tcs\tgeonames",
            "+NE\tregion\t*\tAgadez Region\t0.6\tcs\tgeonames",
            "+TD\tcity\t*\tGrandeville\t0.6\tcs\tgeonames",
            "+TD\tcity\tar\tغراندفيل الكبرى\t0.5\t-\tgeonames",
            "+TD\tregion\t*\tKanem\t0.6\tcs\tgeonames",
            "# N'Djamena, the capital of TD, is in no line of TD",
            "# 4 added, 1 removed, 1 changed",
        ]
    );
}

#[test]
fn what_is_written_is_the_sorted_table_with_our_own_lines_as_they_were() {
    let workshop = Workshop::new();
    let both = ["--cldr", "cldr", "--geonames", "geonames"];
    let shown = workshop.update(&both);
    let mut write = both.to_vec();
    write.push("--write");
    assert_eq!(workshop.update(&write), shown);
    let text = fs::read_to_string(workshop.path("gazetteer.tsv")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    assert!(TABLE.starts_with(head));
    let rows: Vec<&str> = rows.lines().collect();
    assert!(rows.is_sorted(), "{text}");
    for line in TABLE.lines().skip(1) {
        let stays = line.contains("curated")
            || line.contains("Tahoua")
            || line.ends_with("Niger\t1\t-\tcldr");
        assert_eq!(rows.contains(&line), stays, "{line}");
    }
    let left = workshop.update(&both);
    assert!(left.iter().all(|line| line.starts_with('#')), "{left:?}");
    assert_eq!(left.last().unwrap(), "# 0 added, 0 removed, 0 changed");
}

#[test]
fn a_file_that_is_none_of_these_is_told_with_its_line() {
    let workshop = Workshop::new();
    workshop.write("geonames/cities15000.txt", "1\tTahoua\n");
    let arguments = [
        "update",
        "--table",
        "gazetteer.tsv",
        "--left-out",
        "left_out.tsv",
    ];
    for (files, said) in [
        (
            ["--geonames", "geonames"],
            "cities15000.txt:1: 2 cells instead of 19",
        ),
        (["--geonames", "elsewhere"], "cities15000.txt: No such file"),
        (["--cldr", "geonames"], "territories.json: No such file"),
    ] {
        let output = workshop.run(&[&arguments[..], &files[..]].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code() == Some(1) && error.contains(said),
            "{error}"
        );
    }
    let output = workshop.run(&arguments);
    assert_eq!(output.status.code(), Some(2), "neither set is named");
}

#[test]
fn lines_that_nobody_has_checked_for_long_are_listed() {
    let workshop = Workshop::new();
    let stale = |months: &str, as_of: &str| {
        let arguments = [
            "stale",
            "--table",
            "gazetteer.tsv",
            "--months",
            months,
            "--as-of",
            as_of,
        ];
        lines(workshop.run(&arguments))
    };
    assert_eq!(
        stale("12", "2026-03"),
        ["2024-03  NE     person  Ancienne Ministre"]
    );
    assert_eq!(stale("24", "2026-03"), [""; 0]);
    assert_eq!(stale("23", "2026-03").len(), 1);
    assert_eq!(stale("1", "2026-03").len(), 2);
    let own = workshop.run(&["stale", "--as-of", "2040-01", "--json"]);
    let own = lines(own);
    let first: serde_json::Value = serde_json::from_str(&own[0]).unwrap();
    assert!(
        first["checked"].is_string() && first["countries"].is_array(),
        "{first}"
    );
    let wrong = workshop.run(&["stale", "--as-of", "2026-13"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn the_list_of_what_is_left_out_is_sorted_and_gives_a_reason_for_each() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/left_out.tsv");
    let text = fs::read_to_string(path).unwrap();
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert!(rows.is_sorted());
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        assert!(
            cells.len() == 4 && cells.iter().all(|cell| !cell.is_empty()),
            "{row}"
        );
    }
}
