//! What is left to send of a content, for hyper: read a piece at a time, when the one before has been
//! taken.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use hyper::body::{Body, Buf, Frame, SizeHint};

use super::content::Content;
use super::patience::Renewal;

/// A content of which a part may have been read. Streams of HTTP/2 wait for their client to make room,
/// and there are many on one connection: whatever is large, one that waits holds one piece of it.
#[derive(Debug)]
pub(super) struct Rest {
    content: Content,
    read: usize,
    renewal: Renewal,
}

/// A part of a content. Whatever of it is sent renews the connection's patience.
#[derive(Debug)]
pub(super) struct Piece {
    bytes: Bytes,
    renewal: Renewal,
}

impl Rest {
    pub(super) fn new(content: Content, renewal: Renewal) -> Self {
        Self {
            content,
            read: 0,
            renewal,
        }
    }
}

impl Body for Rest {
    type Data = Piece;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Piece>>>> {
        if self.is_end_stream() {
            return Poll::Ready(None);
        }
        let bytes = self.content.piece(self.read)?;
        self.read += bytes.len();
        let renewal = self.renewal.clone();
        Poll::Ready(Some(Ok(Frame::data(Piece { bytes, renewal }))))
    }

    fn is_end_stream(&self) -> bool {
        self.read == self.content.len()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.content.len() - self.read) as u64)
    }
}

impl Buf for Piece {
    fn remaining(&self) -> usize {
        self.bytes.len()
    }

    fn chunk(&self) -> &[u8] {
        &self.bytes
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        self.renewal.renew();
    }
}
