//! What a fake outlet answers.

use std::fmt::Write as _;
use std::time::Duration;

use crate::outlet::Asked;

/// One thing that an outlet does in answer to a request.
#[derive(Clone, Debug)]
pub enum Step {
    Send(Vec<u8>),
    /// Sends the same again and again, until the client hangs up.
    Forever(Vec<u8>, Duration),
    /// Says nothing more and keeps the connection open.
    Stall,
    Close,
    /// Lets others go first.
    Yield,
}

/// How a page treats conditional requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conditions {
    /// As RFC 9110, section 13.2.2 has it: `If-None-Match` first.
    Honoured,
    /// Every answer is whole.
    Ignored,
    /// `304` to whatever is conditional.
    Lied,
    /// `304` to everything.
    AlwaysUnchanged,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Page {
    status: String,
    fields: Vec<(String, String)>,
    body: Vec<u8>,
    conditions: Conditions,
    /// Instead of all that.
    steps: Option<Vec<Step>>,
}

impl Page {
    /// An RSS document with items of these titles.
    pub fn feed(titles: &[&str]) -> Self {
        Self::rss("", titles)
    }

    /// The same, with `more` elements in its channel.
    pub fn rss(more: &str, titles: &[&str]) -> Self {
        let body = document(more, titles);
        Self::status("200 OK")
            .body(body)
            .field("Content-Type", "application/rss+xml; charset=utf-8")
    }

    /// A status line's code and words, with nothing else.
    pub fn status(status: &str) -> Self {
        Self {
            status: status.to_owned(),
            fields: Vec::new(),
            body: Vec::new(),
            conditions: Conditions::Honoured,
            steps: None,
        }
    }

    pub fn redirect(status: &str, to: &str) -> Self {
        Self::status(status).body("moved").field("Location", to)
    }

    pub fn html(text: &str) -> Self {
        let body =
            format!("<!doctype html><html><head><title>x</title></head><body>{text}</body></html>");
        Self::status("200 OK")
            .body(body)
            .field("Content-Type", "text/html; charset=utf-8")
    }

    /// Whatever these steps are.
    pub fn steps(steps: Vec<Step>) -> Self {
        Self {
            steps: Some(steps),
            ..Self::status("200 OK")
        }
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn etag(self, value: &str) -> Self {
        self.field("ETag", value)
    }

    pub fn modified(self, value: &str) -> Self {
        self.field("Last-Modified", value)
    }

    pub fn cache(self, value: &str) -> Self {
        self.field("Cache-Control", value)
    }

    /// Never says `304`.
    pub fn deaf(mut self) -> Self {
        self.conditions = Conditions::Ignored;
        self
    }

    /// Says `304` to whatever is conditional.
    pub fn lying(mut self) -> Self {
        self.conditions = Conditions::Lied;
        self
    }

    /// Says `304` to everything.
    pub fn stubborn(mut self) -> Self {
        self.conditions = Conditions::AlwaysUnchanged;
        self
    }

    /// The status and the steps that answer `asked`.
    pub fn answer(&self, asked: &Asked) -> (u16, Vec<Step>) {
        if let Some(steps) = &self.steps {
            return (0, steps.clone());
        }
        let status = if self.is_known(asked) {
            "304 Not Modified"
        } else {
            &self.status
        };
        let code = status[..3].parse().unwrap();
        (code, vec![Step::Send(self.bytes(status))])
    }

    /// The bytes of this answer under `status`.
    fn bytes(&self, status: &str) -> Vec<u8> {
        let bare = status.starts_with("304") || status.starts_with("204");
        let mut head = format!("HTTP/1.1 {status}\r\n");
        for (name, value) in &self.fields {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if !bare {
            write!(head, "Content-Length: {}\r\n", self.body.len()).unwrap();
        }
        head += "\r\n";
        let mut bytes: Vec<u8> = head.chars().map(|c| u8::try_from(c).unwrap()).collect();
        if !bare {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }

    fn is_known(&self, asked: &Asked) -> bool {
        let own = |name: &str| {
            let mut fields = self.fields.iter();
            fields
                .find(|(field, _)| field.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str())
        };
        match self.conditions {
            Conditions::AlwaysUnchanged => true,
            Conditions::Lied => asked.is_conditional(),
            Conditions::Ignored => false,
            Conditions::Honoured if !self.status.starts_with("200") => false,
            Conditions::Honoured => match asked.conditions() {
                (Some(etag), _) => own("etag").is_some_and(|own| own == etag),
                (None, Some(date)) => own("last-modified").is_some_and(|own| own == date),
                (None, None) => false,
            },
        }
    }
}

/// An RSS document with `more` elements in its channel and items of these titles.
pub fn document(more: &str, titles: &[&str]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" \
         xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"><channel><title>Outlet</title>\
         <link>https://outlet.example/</link><description/>{more}\n"
    );
    for title in titles {
        let slug = title.replace(' ', "-");
        writeln!(
            text,
            "<item><title>{title}</title><link>https://outlet.example/{slug}</link>\
             <guid>https://outlet.example/{slug}</guid></item>"
        )
        .unwrap();
    }
    text + "</channel></rss>\n"
}
