//! Dates in words and numbers: RFC 822 and everything that looks like it.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc, Weekday};

use super::names;

/// What the pieces of a date have said so far.
#[derive(Default)]
struct Found {
    /// Numbers that are neither time nor zone, with how many digits they have.
    numbers: Vec<(i32, usize)>,
    month: Option<u32>,
    weekday: Option<Weekday>,
    seconds: Option<i64>,
    zone: Option<i32>,
    /// Whether it is afternoon on a clock of twelve hours.
    half: Option<bool>,
}

/// Reads `Thu, 05 Apr 2012 10:00:00 GMT`, `ven., 20 nov. 2026 10:00`, `Sun Jul 15 01:16:00 +0000
/// 2012`, `20/11/2026 10:00`, `2004-07-08 23:56:58`, and what else is made of such pieces. `text`
/// is folded.
pub(super) fn read(text: &str) -> Option<DateTime<Utc>> {
    let mut found = Found::default();
    let text = glued(text);
    for piece in text
        .split([' ', ',', '(', ')', '|'])
        .filter(|p| !p.is_empty())
    {
        found.take(piece);
    }
    found.date()
}

/// What is one thing in two words becomes one piece: Levantine months, `14 h 30`, and `10:00 a. m.`,
/// whose letters would be zones. What Chinese
/// and Japanese write in one becomes several.
fn glued(text: &str) -> String {
    let mut text = text
        .replace("كانون ال", "كانون\u{a0}ال")
        .replace("تشرين ال", "تشرين\u{a0}ال")
        .replace(" h ", "h")
        .replace(" a. m.", " am")
        .replace(" p. m.", " pm");
    if text.contains('年') {
        text = text.replace(['年', '月', '日', '秒'], " ");
        text = text.replace(['时', '時', '点', '分'], ":");
        text = text.replace("上午", " 上午 ").replace("下午", " 下午 ");
    }
    text
}

impl Found {
    fn take(&mut self, piece: &str) {
        let word = piece.trim_matches('.').replace('\u{a0}', " ");
        self.weekday = self.weekday.or_else(|| names::weekday(&word));
        if let Some(month) = names::month(&word) {
            // `mar.` is Tuesday before the day and March after it: the later one counts.
            self.month = Some(month);
        } else if let Some(afternoon) = half_day(&word) {
            self.half = Some(afternoon);
        } else if piece.contains(':') && self.seconds.is_none() {
            self.take_time(piece);
        } else if self.seconds.is_some() && self.is_zone_open(&word) && offset(&word).is_some() {
            self.zone = offset(&word);
        } else if self.seconds.is_some() && word == "0000" {
            self.zone = Some(0);
        } else {
            self.take_numbers(&word);
        }
    }

    /// Whether the word may say the zone: none was named, or Greenwich, from where a signed number
    /// counts on, as in `gmt +0100`.
    fn is_zone_open(&self, word: &str) -> bool {
        match self.zone {
            None => true,
            Some(zone) => zone == 0 && word.starts_with(['+', '-']),
        }
    }

    /// `10:00`, `10:00:00.5`, `13t9:15-05:00`, `10:00pm`, `10:00+01:00`, `10:00z`.
    fn take_time(&mut self, piece: &str) {
        let piece = match piece.rsplit_once('t') {
            Some((date, time)) if time.starts_with(|c: char| c.is_ascii_digit()) => {
                self.take_numbers(date);
                time
            }
            // `03/mar/2026:10:05:00`, as servers write their logs.
            _ => match piece.split_once(':') {
                Some((date, time)) if date.contains('/') => {
                    self.take_numbers(date);
                    time
                }
                _ => piece,
            },
        };
        let end = piece
            .find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.')
            .unwrap_or(piece.len());
        let (time, rest) = piece.split_at(end);
        self.seconds = clock(time.trim_end_matches([':', '.']));
        let rest = rest.trim_matches('.');
        if let Some(afternoon) = half_day(rest) {
            self.half = Some(afternoon);
        } else if !rest.is_empty() {
            self.zone = offset(rest);
        }
    }

    /// Numbers with signs or letters between them: `20/11/2026`, `2004년`, `13-nov-2026`, `1er`, `14h30`.
    fn take_numbers(&mut self, piece: &str) {
        if self.seconds.is_none() && (self.take_hours(piece) || self.take_dotted(piece)) {
            return;
        }
        if let Some((day, month, year)) = run_together(piece) {
            self.take_numbers(day);
            self.month = Some(month);
            self.take_numbers(year);
            return;
        }
        let before = self.numbers.len();
        for part in piece.split(['/', '-', '.']).filter(|part| !part.is_empty()) {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            if let Some(month) = names::month(part) {
                self.month = Some(month);
            } else if (1..=4).contains(&digits) {
                let number = part[..digits].parse().unwrap_or_default();
                self.numbers.push((number, digits));
            }
        }
        if self.numbers.len() == before + 3 {
            // A whole date: the `mar.` before it was Tuesday.
            self.month = None;
        }
    }

    /// `14h30`, `14h`, as French writes the time.
    fn take_hours(&mut self, piece: &str) -> bool {
        let Some((hours, minutes)) = piece.split_once('h') else {
            return false;
        };
        let minutes = minutes.trim_end_matches("min");
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(hours) || !(minutes.is_empty() || is_number(minutes)) {
            return false;
        }
        let minutes = if minutes.is_empty() { "00" } else { minutes };
        self.seconds = clock(&format!("{hours}:{minutes}"));
        true
    }

    /// `10.05`, `10.05.30`, after a whole date.
    fn take_dotted(&mut self, piece: &str) -> bool {
        let is_dated = self.month.is_some() && self.numbers.len() >= 2;
        let mut parts = piece.split('.');
        let is_time = parts.all(|part| {
            matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit())
        });
        if is_dated && is_time && piece.contains('.') {
            self.seconds = clock(&piece.replace('.', ":"));
        }
        self.seconds.is_some()
    }

    fn date(self) -> Option<DateTime<Utc>> {
        let date = self.day()?.and_hms_opt(0, 0, 0)?;
        let mut seconds = self.seconds.unwrap_or(0);
        let hour = seconds / 3_600;
        match self.half {
            Some(true) if hour < 12 => seconds += 12 * 3_600,
            Some(false) if hour == 12 => seconds -= 12 * 3_600,
            _ => {}
        }
        let zone = i64::from(self.zone.unwrap_or(0));
        Some((date + Duration::seconds(seconds) - Duration::minutes(zone)).and_utc())
    }

    fn day(&self) -> Option<NaiveDate> {
        let year = |(number, digits): (i32, usize)| match digits {
            4 => Some(number),
            1 | 2 if number < 90 => Some(2000 + number),
            2 => Some(1900 + number),
            // Programs that count years from 1900.
            3 if number < 200 => Some(1900 + number),
            _ => None,
        };
        let small = |(number, _): (i32, usize)| u32::try_from(number).ok();
        let ymd = |y, m: Option<u32>, d| NaiveDate::from_ymd_opt(year(y)?, m?, small(d)?);
        match (self.month, &self.numbers[..]) {
            (Some(month), [only]) if only.1 == 4 => ymd(*only, Some(month), (1, 1)),
            (Some(month), [first, second, ..]) if first.1 == 4 => ymd(*first, Some(month), *second),
            (Some(month), [first, second, ..]) => ymd(*second, Some(month), *first),
            (None, [first, second, third, ..]) if first.1 == 4 => {
                ymd(*first, small(*second), *third)
            }
            // Day first, as everybody but the United States writes it, unless it cannot be, or the
            // weekday says otherwise.
            (None, [first, second, third, ..]) => {
                let day_first = ymd(*third, small(*second), *first);
                let month_first = ymd(*third, small(*first), *second);
                let both = [day_first, month_first];
                let fits = |date: &NaiveDate| self.weekday == Some(date.weekday());
                let fitting = both.into_iter().flatten().find(fits);
                fitting.or(day_first).or(month_first)
            }
            _ => None,
        }
    }
}

/// Day, month and year of `03mar2026`.
fn run_together(piece: &str) -> Option<(&str, u32, &str)> {
    let (day, rest) = piece.split_at(piece.find(|c: char| !c.is_ascii_digit())?);
    let (month, year) = rest.split_at(rest.find(|c: char| c.is_ascii_digit())?);
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit());
    let month = names::month(month).filter(|_| is_year && !day.is_empty())?;
    Some((day, month, year))
}

/// Whether the word says afternoon (`true`) or morning.
fn half_day(word: &str) -> Option<bool> {
    match word {
        "pm" | "p.m" | "오후" | "م" | "مساء" | "مساءا" | "下午" => Some(true),
        "am" | "a.m" | "오전" | "ص" | "صباحا" | "上午" => Some(false),
        _ => None,
    }
}

/// Seconds since midnight of `10`, `1000`, `10:00`, `10:00:00`, `10:00:00.123`.
pub(super) fn clock(text: &str) -> Option<i64> {
    let text = text
        .split(['.', ','])
        .next()
        .filter(|text| text.is_ascii())?;
    let mut parts = text.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = match (text.contains(':'), text.len()) {
        (false, 6) => (&text[..2], &text[2..4], &text[4..]),
        (false, 4) => (&text[..2], &text[2..], "0"),
        (false, 1 | 2) => (text, "0", "0"),
        (false, _) => return None,
        (true, _) => {
            let hours = parts.next()??;
            let minutes = parts.next()??;
            let seconds = parts.next().unwrap_or(Some(0))?;
            return within(hours, minutes, seconds);
        }
    };
    within(
        hours.parse().ok()?,
        minutes.parse().ok()?,
        seconds.parse().ok()?,
    )
}

/// Hour 24 is the next day's first; second 60 is a leap second.
fn within(hours: i64, minutes: i64, seconds: i64) -> Option<i64> {
    let ok = (0..=24).contains(&hours) && (0..60).contains(&minutes) && (0..=60).contains(&seconds);
    ok.then(|| hours * 3_600 + minutes * 60 + seconds)
}

/// Minutes east of Greenwich of `+0100`, `-05:00`, `gmt+9`, `gmt-01:01`, `z`, `est`.
pub(super) fn offset(text: &str) -> Option<i32> {
    let sign_at = text.find(['+', '-']);
    let Some(at) = sign_at else {
        return names::zone(text.trim_end_matches('.'));
    };
    let (name, number) = text.split_at(at);
    let base = match name.trim() {
        "" => 0,
        name => names::zone(name)?,
    };
    let sign = if number.starts_with('-') { -1 } else { 1 };
    let number = Some(number[1..].trim()).filter(|number| number.is_ascii())?;
    let (hours, minutes) = match (number.split_once(':'), number.len()) {
        (Some((hours, minutes)), _) => (hours, minutes),
        (None, 1 | 2) => (number, "0"),
        (None, 3) => number.split_at(1),
        (None, 4) => number.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let sane = (0..=15).contains(&hours) && (0..60).contains(&minutes);
    sane.then(|| base + sign * (hours * 60 + minutes))
}
