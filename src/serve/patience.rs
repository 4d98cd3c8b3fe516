//! What gives up on a client who asks and then does not read, or does not ask.

use std::future::{Future, poll_fn};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, Interest, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use super::content::{Content, send_with_more_to_come};

/// How much is read at once; a request is mostly far smaller.
const READ: usize = 4096;

/// A time that runs out unless it is renewed. The timer is moved on when it fires, and not at each
/// renewal, of which a busy connection has thousands a second.
pub(super) struct Patience {
    timer: Pin<Box<Sleep>>,
    renewal: Renewal,
    lasts: Duration,
}

/// What renews a [`Patience`], for whoever makes progress elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Renewal(Arc<Mutex<Instant>>);

impl Renewal {
    pub(super) fn renew(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Patience {
    pub(super) fn new(lasts: Duration) -> Self {
        Self {
            timer: Box::pin(sleep(lasts)),
            renewal: Renewal(Arc::new(Mutex::new(Instant::now()))),
            lasts,
        }
    }

    pub(super) fn renewal(&self) -> Renewal {
        self.renewal.clone()
    }

    /// Resolves when nothing was renewed for as long as it lasts. May be dropped and asked again.
    pub(super) async fn run_out(&mut self) {
        loop {
            self.timer.as_mut().await;
            let due = self.renewal.last() + self.lasts;
            if due <= self.timer.deadline() {
                return;
            }
            self.timer.as_mut().reset(due);
        }
    }
}

/// A connection whose every write has to get on within a time.
pub(super) struct Patient {
    stream: TcpStream,
    /// What was read already and comes first when it is read again.
    returned: Bytes,
    patience: Duration,
    /// Runs while the client takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    pub(super) fn new(stream: TcpStream, patience: Duration) -> Self {
        Self {
            stream,
            returned: Bytes::new(),
            patience,
            stalled: None,
        }
    }

    /// Puts back what was read, for whoever reads through [`AsyncRead`].
    pub(super) fn put_back(&mut self, bytes: Vec<u8>) {
        self.returned = bytes.into();
    }

    /// Waits for bytes and adds them to `received`, which takes up room only once they have come.
    /// Returns how many there were; none at the end. May be dropped and asked again.
    pub(super) async fn read_more(&mut self, received: &mut Vec<u8>) -> io::Result<usize> {
        poll_fn(|cx| self.stream.poll_read_ready(cx)).await?;
        received.reserve(READ);
        self.stream.read_buf(received).await
    }

    /// Sends `head` and then `content`, together where the system takes them together.
    pub(super) async fn send(&mut self, head: &[u8], content: &Content) -> io::Result<()> {
        match content {
            Content::Memory(bytes) => self.write_both(head, bytes).await,
            Content::Pages(span) => {
                self.send_all(head.len(), |stream, sent| {
                    send_with_more_to_come(stream, &head[sent..])
                })
                .await?;
                self.send_all(span.len(), |stream, sent| span.send(stream, sent))
                    .await
            }
            Content::OnDisk(file) => {
                let (mut head, mut sent) = (head, 0);
                while sent < file.len() {
                    let piece = content.piece(sent)?;
                    self.write_both(head, &piece).await?;
                    (head, sent) = (&[], sent + piece.len());
                }
                Ok(())
            }
        }
    }

    /// Calls `send` with what was sent already, until all of `length` is.
    async fn send_all(
        &mut self,
        length: usize,
        mut send: impl FnMut(&TcpStream, usize) -> io::Result<usize>,
    ) -> io::Result<()> {
        let mut sent = 0;
        while sent < length {
            let written = poll_fn(|cx| {
                let written = self.poll_send(cx, |stream| send(stream, sent));
                self.bounded(cx, written)
            });
            match written.await? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                written => sent += written,
            }
        }
        Ok(())
    }

    /// Calls `send` when the connection takes more.
    fn poll_send(
        &self,
        cx: &mut Context<'_>,
        mut send: impl FnMut(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.stream.poll_write_ready(cx))?;
            let sent = self
                .stream
                .try_io(Interest::WRITABLE, || send(&self.stream));
            match sent {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                sent => return Poll::Ready(sent),
            }
        }
    }

    /// Writes the one and then the other, together where the system takes them together.
    async fn write_both(&mut self, first: &[u8], second: &[u8]) -> io::Result<()> {
        let (mut first, mut second) = (first, second);
        while !(first.is_empty() && second.is_empty()) {
            let slices = [IoSlice::new(first), IoSlice::new(second)];
            let written = self.write_vectored(&slices).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            let of_first = written.min(first.len());
            first = &first[of_first..];
            second = &second[written - of_first..];
        }
        Ok(())
    }

    /// Says that nothing more is to come.
    pub(super) async fn end(&mut self) -> io::Result<()> {
        self.stream.shutdown().await
    }

    /// Passes on what a write came to, unless it has been pending for too long.
    fn bounded<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self
            .stalled
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.returned.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buffer);
        }
        let length = self.returned.len().min(buffer.remaining());
        buffer.put_slice(&self.returned.split_to(length));
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.bounded(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.bounded(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
