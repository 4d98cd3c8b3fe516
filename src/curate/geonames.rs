//! Cities and regions of African countries from GeoNames' dumps: tab-separated text, as their
//! readme describes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use super::{Error, Line, Table, fold};
use crate::domain::Country;

/// Inhabitants from which a city is news in another country.
const LARGE: u64 = 60_000;

/// Inhabitants from which a city is taken with its Arabic name.
const LARGE_IN_ARABIC: u64 = 200_000;

/// Shorter names are words more often than places.
const LEAST_LETTERS: usize = 5;

/// Countries whose regions are too small to be news by name.
const WITHOUT_REGIONS: [&str; 5] = ["CV", "KM", "MU", "SC", "ST"];

/// Names that begin so are found all over the world.
const EVERYWHERE: [&str; 8] = [
    "saint", "st", "santa", "sao", "grand", "new", "black", "port",
];

/// What regions are called that have no name of their own.
const DIRECTIONS: &[&str] = &[
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central",
    "centre", "nord", "sud", "est", "ouest", "littoral", "plateau", "plateaux", "savanes",
    "maritime", "upper", "lower", "coast", "region", "province", "district", "state",
];

/// A city that could be a line.
struct City {
    id: u64,
    name: String,
    country: String,
    people: u64,
}

/// The cities and first-order regions of African countries.
pub(super) fn lines(folder: &Path) -> Result<Vec<Line>, Error> {
    let cities = cities(folder)?;
    let mut by_name: HashMap<String, Vec<&City>> = HashMap::new();
    for city in &cities {
        by_name.entry(fold(&city.name)).or_default().push(city);
    }
    let is_telling = |city: &&City| {
        let namesakes = &by_name[&fold(&city.name)];
        let rivals = namesakes
            .iter()
            .filter(|other| other.country != city.country);
        // Elsewhere a place of that name is at least half as large: the name tells nothing.
        is_african(&city.country)
            && city.people >= LARGE
            && is_name(&city.name)
            && !rivals
                .into_iter()
                .any(|other| other.people * 2 > city.people)
    };
    let telling: Vec<&City> = cities.iter().filter(is_telling).collect();
    let mut found = BTreeSet::new();
    for city in &telling {
        found.insert(line(&city.country, "city", "*", &city.name, "cs"));
    }
    let regions = regions(folder)?;
    found.extend(
        regions
            .into_iter()
            .filter(|region| !found.iter().any(|city| city.surface == region.surface))
            .collect::<Vec<_>>(),
    );
    found.extend(arabic(folder, &telling)?);
    Ok(found.into_iter().collect())
}

/// A note for each capital that no line of the table names for its country.
pub(super) fn capitals(folder: &Path, table: &Table) -> Result<Vec<String>, Error> {
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for line in table.lines() {
        for code in line.countries.split(',') {
            known.insert((code.to_owned(), fold(&line.surface)));
        }
    }
    let mut notes = Vec::new();
    read(&folder.join("countryInfo.txt"), 19, |cells| {
        let (code, capital) = (cells[0], cells[5]);
        let is_known = known.contains(&(code.to_owned(), fold(capital)));
        if !capital.is_empty() && code.parse::<Country>().is_ok() && !is_known {
            notes.push(format!(
                "{capital}, the capital of {code}, is in no line of {code}"
            ));
        }
    })?;
    Ok(notes)
}

/// `cities15000.txt`: places of 15,000 people or more.
fn cities(folder: &Path) -> Result<Vec<City>, Error> {
    let mut cities = Vec::new();
    read(&folder.join("cities15000.txt"), 19, |cells| {
        // A quarter or a suburb is no rival, and no news by name.
        if cells[6] == "P" && cells[7] != "PPLX" {
            cities.push(City {
                id: cells[0].parse().unwrap_or_default(),
                name: cells[1].to_owned(),
                country: cells[8].to_owned(),
                people: cells[14].parse().unwrap_or_default(),
            });
        }
    })?;
    Ok(cities)
}

/// `admin1CodesASCII.txt`: first-order regions, by country and code.
fn regions(folder: &Path) -> Result<Vec<Line>, Error> {
    let mut countries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut regions = Vec::new();
    read(&folder.join("admin1CodesASCII.txt"), 4, |cells| {
        let (country, name) = (cells[0].split('.').next().unwrap_or_default(), cells[1]);
        let named = countries.entry(fold(name)).or_default();
        named.insert(country.to_owned());
        let has_regions = is_african(country) && !WITHOUT_REGIONS.contains(&country);
        if has_regions && is_name(name) && !is_direction(name) {
            regions.push(line(country, "region", "*", name, "cs"));
        }
    })?;
    regions.retain(|region| countries[&fold(&region.surface)].len() == 1);
    Ok(regions)
}

/// `alternateNamesV2.txt`: the Arabic name of each of the largest cities, the preferred one first.
fn arabic(folder: &Path, cities: &[&City]) -> Result<Vec<Line>, Error> {
    let large = cities.iter().filter(|city| city.people >= LARGE_IN_ARABIC);
    let countries: HashMap<u64, &str> =
        large.map(|city| (city.id, city.country.as_str())).collect();
    let mut names: BTreeMap<u64, (bool, String)> = BTreeMap::new();
    read(&folder.join("alternateNamesV2.txt"), 4, |cells| {
        let Ok(id) = cells[1].parse::<u64>() else {
            return;
        };
        let is = |cell: usize| cells.get(cell) == Some(&"1");
        let is_old = is(6) || is(7);
        if cells[2] != "ar" || is_old || !countries.contains_key(&id) || !is_arabic(cells[3]) {
            return;
        }
        let found = (is(4), cells[3].to_owned());
        match names.get(&id) {
            Some((true, _)) => {}
            Some((false, _)) if !found.0 => {}
            _ => {
                names.insert(id, found);
            }
        }
    })?;
    let mut lines = Vec::new();
    for (id, (_, name)) in names {
        let mut line = line(countries[&id], "city", "ar", &name, "-");
        "0.5".clone_into(&mut line.weight);
        lines.push(line);
    }
    Ok(lines)
}

/// Calls `take` with the cells of each line but comments; a line has at least so many.
fn read(path: &Path, least: usize, mut take: impl FnMut(&[&str])) -> Result<(), Error> {
    let failed = |source| Error::Io {
        path: path.to_owned(),
        source,
    };
    // The largest of these files has hundreds of megabytes.
    let file = BufReader::new(File::open(path).map_err(failed)?);
    for (at, line) in file.lines().enumerate() {
        let line = line.map_err(failed)?;
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() < least {
            return Err(Error::Line {
                path: path.to_owned(),
                line: at + 1,
                what: format!("{} cells instead of {least}", cells.len()),
            });
        }
        take(&cells);
    }
    Ok(())
}

fn line(country: &str, kind: &str, language: &str, surface: &str, flags: &str) -> Line {
    Line {
        countries: country.to_owned(),
        kind: kind.to_owned(),
        language: language.to_owned(),
        surface: surface.to_owned(),
        weight: "0.6".to_owned(),
        flags: flags.to_owned(),
        source: "geonames".to_owned(),
        checked: None,
    }
}

fn is_african(code: &str) -> bool {
    code.parse::<Country>().is_ok_and(Country::is_african)
}

fn is_name(name: &str) -> bool {
    let folded = fold(name);
    let first = folded.split(' ').next().unwrap_or_default();
    folded.chars().count() >= LEAST_LETTERS && !EVERYWHERE.contains(&first)
}

/// Whether no word of it is a name: "Eastern Province", "Centre-Nord".
fn is_direction(name: &str) -> bool {
    let folded = fold(name);
    let mut words = folded.split(' ');
    words.all(|word| DIRECTIONS.contains(&word))
}

/// Arabic letters as Arabic itself has them, and enough of them: GeoNames has Persian and Urdu names
/// among the Arabic ones.
fn is_arabic(name: &str) -> bool {
    let is_letter = |c: char| matches!(c, '\u{621}'..='\u{64a}' | ' ');
    name.chars().count() >= LEAST_LETTERS && name.chars().all(is_letter)
}
