//! The sample outlets and how each writes its feed: the habits of real publishing systems.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde_json::json;

use super::newsroom::Article;
use crate::digest;

/// A sample outlet.
#[derive(Debug)]
pub struct House {
    /// Its name.
    pub name: &'static str,
    /// The language it writes in.
    pub language: &'static str,
    /// How its feeds are written.
    pub format: Format,
    /// Who owns it, as the sample configuration says.
    pub owner: (&'static str, &'static str),
    /// Its feeds: the last part of their path, and the country of those that have one.
    pub feeds: &'static [(&'static str, Option<&'static str>)],
    /// What the sample configuration strips from its texts, as regular expressions.
    pub strip: &'static [&'static str],
}

/// A way of writing feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0 as WordPress writes it: `content:encoded`, `dc:creator`, ids that are no links.
    WordPress,
    /// RSS 2.0 of a news agency: lower-case categories, an enclosure for the image, no text.
    Agency,
    /// RSS 2.0 with little in it.
    Plain,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// RSS 1.0, which is RDF.
    Rdf,
    /// JSON Feed 1.1.
    Json,
}

/// Every sample outlet.
pub const HOUSES: &[House] = &[
    House {
        name: "Tam-Tam Continental",
        language: "fr",
        format: Format::WordPress,
        owner: ("Groupe Tam-Tam", "private"),
        feeds: &[("tamtam-continental", None)],
        strip: &[],
    },
    House {
        name: "Agence Baobab",
        language: "fr",
        format: Format::Agency,
        owner: ("Baobab Médias", "state"),
        feeds: &[("agence-baobab", None)],
        strip: &[r"\s*\d{2}\.\d{2}\.\d{4}, Agence Baobab\s*$"],
    },
    House {
        name: "SawaBuzz",
        language: "fr",
        format: Format::WordPress,
        owner: ("Sawa Digital", "private"),
        feeds: &[("sawabuzz", None)],
        strip: &[],
    },
    House {
        name: "Savane-Press",
        language: "fr",
        format: Format::Plain,
        owner: ("Savane Holding", "private"),
        feeds: &[
            ("savane-press-bf", Some("BF")),
            ("savane-press-cf", Some("CF")),
            ("savane-press-cg", Some("CG")),
            ("savane-press-ci", Some("CI")),
            ("savane-press-cm", Some("CM")),
            ("savane-press-ga", Some("GA")),
            ("savane-press-gn", Some("GN")),
            ("savane-press-mg", Some("MG")),
            ("savane-press-mw", Some("MW")),
            ("savane-press-mz", Some("MZ")),
            ("savane-press-ne", Some("NE")),
            ("savane-press-td", Some("TD")),
        ],
        strip: &[
            r"^\s*Savane-Press\s*[–-]\s*[^.]{2,40}\.\s*",
            r"\s*Pour plus d[’']informations sur [^.]{2,60}, suivez Savane-Press\.?\s*$",
        ],
    },
    House {
        name: "Le Fil du Fleuve",
        language: "fr",
        format: Format::Atom,
        owner: ("Association du Fleuve", "ngo"),
        feeds: &[("fil-du-fleuve", None)],
        strip: &[],
    },
    House {
        name: "La Dépêche du Littoral",
        language: "fr",
        format: Format::Rdf,
        owner: ("Groupe Tam-Tam", "private"),
        feeds: &[("depeche-littoral", None)],
        strip: &[],
    },
    House {
        name: "The Harmattan Post",
        language: "en",
        format: Format::WordPress,
        owner: ("Harmattan Media Trust", "public"),
        feeds: &[("harmattan-post", None), ("harmattan-post-ng", Some("NG"))],
        strip: &[],
    },
    House {
        name: "Rift Valley Ledger",
        language: "en",
        format: Format::Json,
        owner: ("Ledger Newspapers", "private"),
        feeds: &[("rift-valley-ledger", None)],
        strip: &[],
    },
    House {
        name: "Correio Lusáfrico",
        language: "pt",
        format: Format::Plain,
        owner: ("Correio Cooperativa", "private"),
        feeds: &[("correio-lusafrico", None)],
        strip: &[],
    },
    House {
        name: "صدى القارة",
        language: "ar",
        format: Format::Plain,
        owner: ("دار الصدى", "private"),
        feeds: &[("sada-alqarra", None)],
        strip: &[],
    },
];

impl Format {
    /// The content type that a server of such a feed sends.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::WordPress | Self::Agency | Self::Plain => "application/rss+xml; charset=UTF-8",
            Self::Atom => "application/atom+xml; charset=UTF-8",
            Self::Rdf => "application/rdf+xml; charset=UTF-8",
            Self::Json => "application/feed+json",
        }
    }

    /// How the feed's address ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Rdf => "rdf",
            _ => "xml",
        }
    }
}

impl House {
    /// The feed `source` of this outlet with these articles, the newest first. `origin` is where
    /// its server answers, for images.
    #[must_use]
    pub fn write<'a>(
        &self,
        source: &str,
        origin: &str,
        articles: impl Iterator<Item = &'a Article>,
    ) -> String {
        match self.format {
            Format::WordPress | Format::Agency | Format::Plain => {
                self.rss(source, origin, articles)
            }
            Format::Atom => self.atom(source, articles),
            Format::Rdf => self.rdf(source, articles),
            Format::Json => self.json(source, origin, articles),
        }
    }

    fn rss<'a>(
        &self,
        source: &str,
        origin: &str,
        articles: impl Iterator<Item = &'a Article>,
    ) -> String {
        let items: String = articles
            .map(|article| self.rss_item(article, origin))
            .collect();
        format!(
            concat!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"",
                " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
                " xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n",
                "<title>{}</title>\n<link>https://{}.example/</link>\n",
                "<description>{}</description>\n<language>{}</language>\n{}</channel>\n</rss>\n"
            ),
            text(self.name),
            source,
            text(self.name),
            self.language,
            items
        )
    }

    fn rss_item(&self, article: &Article, origin: &str) -> String {
        let mut item = format!(
            "<item>\n<title>{}</title>\n<link>{}</link>\n",
            text(&article.title),
            text(&article.url)
        );
        let permalink = article.guid.starts_with("http") && self.format == Format::Agency;
        item += &format!(
            "<guid isPermaLink=\"{permalink}\">{}</guid>\n",
            text(&article.guid)
        );
        if let Some(date) = article.published {
            item += &format!("<pubDate>{}</pubDate>\n", date.to_rfc2822());
        }
        if let Some(author) = &article.author {
            item += &format!("<dc:creator>{}</dc:creator>\n", text(author));
        }
        for category in &article.categories {
            item += &format!("<category>{}</category>\n", text(category));
        }
        item += &format!("<description>{}</description>\n", cdata(&article.summary));
        if self.format == Format::WordPress && !article.text.is_empty() {
            item += &format!(
                "<content:encoded>{}</content:encoded>\n",
                cdata(&paragraphs(&article.text))
            );
        }
        if article.image.is_some() {
            let image = picture(article, origin);
            item += &match self.format {
                Format::Plain => format!("<media:content url=\"{image}\" medium=\"image\"/>\n"),
                _ => format!("<enclosure url=\"{image}\" length=\"0\" type=\"image/svg+xml\"/>\n"),
            };
        }
        item + "</item>\n"
    }

    fn atom<'a>(&self, source: &str, articles: impl Iterator<Item = &'a Article>) -> String {
        let articles: Vec<_> = articles.collect();
        let newest = articles
            .iter()
            .filter_map(|article| article.published)
            .max();
        let entries: String = articles.iter().map(|article| atom_entry(article)).collect();
        format!(
            concat!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
                "<title>{}</title>\n<id>tag:{}.example,2026:feed</id>\n",
                "<link rel=\"alternate\" type=\"text/html\" href=\"https://{}.example/\"/>\n",
                "<updated>{}</updated>\n{}</feed>\n"
            ),
            self.language,
            text(self.name),
            source,
            source,
            rfc3339(newest.unwrap_or_default()),
            entries
        )
    }

    fn rdf<'a>(&self, source: &str, articles: impl Iterator<Item = &'a Article>) -> String {
        let articles: Vec<_> = articles.collect();
        let list: String = articles
            .iter()
            .map(|article| format!("<rdf:li rdf:resource=\"{}\"/>\n", text(&article.url)))
            .collect();
        let items: String = articles.iter().map(|article| rdf_item(article)).collect();
        format!(
            concat!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"",
                " xmlns=\"http://purl.org/rss/1.0/\"",
                " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"",
                " xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n",
                "<channel rdf:about=\"https://{}.example/backend.rdf\">\n<title>{}</title>\n",
                "<link>https://{}.example/</link>\n<description>{}</description>\n",
                "<dc:language>{}</dc:language>\n<items><rdf:Seq>\n{}</rdf:Seq></items>\n",
                "</channel>\n{}</rdf:RDF>\n"
            ),
            source,
            text(self.name),
            source,
            text(self.name),
            self.language,
            list,
            items
        )
    }

    fn json<'a>(
        &self,
        source: &str,
        origin: &str,
        articles: impl Iterator<Item = &'a Article>,
    ) -> String {
        let items: Vec<_> = articles
            .map(|article| {
                json!({
                    "id": article.guid,
                    "url": article.url,
                    "title": article.title,
                    "summary": article.summary,
                    "content_text": if article.text.is_empty() { &article.summary } else { &article.text },
                    "language": article.lang,
                    "tags": article.categories,
                    "image": article.image.as_ref().map(|_| picture(article, origin)),
                    "date_published": article.published.map(rfc3339),
                    "authors": article.author.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
                })
            })
            .collect();
        json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.name,
            "home_page_url": format!("https://{source}.example/"),
            "language": self.language,
            "items": items,
        })
        .to_string()
    }
}

/// The address of an article's picture; [`drawing`] is what stands there.
fn picture(article: &Article, origin: &str) -> String {
    let name = &digest::hex(article.guid.as_bytes())[..8];
    format!("{origin}/{PICTURES}{name}.svg")
}

/// Where an outlet keeps its pictures.
pub const PICTURES: &str = "pictures/";

/// A woven pattern of its own for each name, in place of a photograph.
#[must_use]
pub fn drawing(name: &str) -> String {
    let seed = digest::wide(name.as_bytes());
    let hue = seed % 360;
    let bands: String = (0..6)
        .map(|band| {
            let (y, height) = (band * 75, 20 + (seed >> (band * 8)) % 50);
            let lightness = 35 + (seed >> (band * 4)) % 40;
            format!(
                "<rect y=\"{y}\" width=\"800\" height=\"{height}\" fill=\"hsl({} 55% {lightness}%)\"/>",
                (hue + band * 25) % 360
            )
        })
        .collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 450\" width=\"800\" height=\"450\">\
         <rect width=\"800\" height=\"450\" fill=\"hsl({hue} 45% 22%)\"/>{bands}</svg>"
    )
}

fn atom_entry(article: &Article) -> String {
    let mut entry = format!(
        concat!(
            "<entry>\n<title>{}</title>\n<id>{}</id>\n",
            "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n"
        ),
        text(&article.title),
        text(&article.guid),
        text(&article.url)
    );
    if let Some(date) = article.published {
        let date = rfc3339(date);
        entry += &format!("<published>{date}</published>\n<updated>{date}</updated>\n");
    }
    if let Some(author) = &article.author {
        entry += &format!("<author><name>{}</name></author>\n", text(author));
    }
    for category in &article.categories {
        entry += &format!("<category term=\"{}\"/>\n", text(category));
    }
    entry += &format!("<summary>{}</summary>\n", text(&article.summary));
    if !article.text.is_empty() {
        entry += &format!(
            "<content type=\"html\">{}</content>\n",
            text(&paragraphs(&article.text))
        );
    }
    entry + "</entry>\n"
}

fn rdf_item(article: &Article) -> String {
    let mut item = format!(
        "<item rdf:about=\"{}\">\n<title>{}</title>\n<link>{}</link>\n",
        text(&article.url),
        text(&article.title),
        text(&article.url)
    );
    if let Some(date) = article.published {
        item += &format!("<dc:date>{}</dc:date>\n", rfc3339(date));
    }
    if let Some(author) = &article.author {
        item += &format!("<dc:creator>{}</dc:creator>\n", text(author));
    }
    for category in &article.categories {
        item += &format!("<dc:subject>{}</dc:subject>\n", text(category));
    }
    item += &format!("<description>{}</description>\n", text(&article.summary));
    item + "</item>\n"
}

fn rfc3339(date: DateTime<FixedOffset>) -> String {
    date.to_rfc3339_opts(SecondsFormat::Secs, false)
}

fn paragraphs(body: &str) -> String {
    body.split("\n\n")
        .map(|paragraph| format!("<p>{}</p>", text(paragraph)))
        .collect()
}

/// XML text, also fit for an attribute in double quotes.
fn text(raw: &str) -> String {
    raw.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn cdata(raw: &str) -> String {
    format!("<![CDATA[{}]]>", raw.replace("]]>", "]]]]><![CDATA[>"))
}
