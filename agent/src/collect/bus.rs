//! The system's message bus: one question, one answer, over its socket, without any library of it.
//!
//! Whoever is asked must run already: a machine that is watched is not to start services because of it.

mod wire;

#[cfg(test)]
pub(crate) use wire::tests as wire_tests;
pub use wire::{Call, Reader, Value};

use crate::roots::Roots;
use std::{
    io::{self, ErrorKind, Read, Write},
    os::unix::net::UnixStream,
    time::{Duration, Instant},
};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest answer read, octets: a machine with hundreds of mounted images takes half a megabyte.
const MOST_OCTETS: usize = 4 << 20;
/// Messages passed over before the answer comes: signals for everybody.
const MOST_OTHERS: usize = 100;
/// Longest line of the greeting, octets.
const LONGEST_LINE: usize = 512;

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    octets: Vec<u8>,
    head: wire::Head,
}

impl Answer {
    /// Its values.
    pub fn body(&self) -> Reader<'_> {
        self.head.body(&self.octets)
    }
}

/// Asks somebody on the bus. None: there is no bus, nobody there is called so, or it does not answer in time.
pub fn ask(roots: &Roots, call: &Call<'_>) -> Option<Answer> {
    let stream = UnixStream::connect(roots.run.join("dbus/system_bus_socket")).ok()?;
    let mut line = Line { stream, end: Instant::now() + PATIENCE };
    line.greet().ok()?;
    const HELLO: Call<'_> = Call {
        destination: "org.freedesktop.DBus",
        path: "/org/freedesktop/DBus",
        interface: "org.freedesktop.DBus",
        member: "Hello",
    };
    line.write(&wire::call(1, &HELLO)).ok()?;
    line.write(&wire::call(2, call)).ok()?;
    for _ in 0..MOST_OTHERS {
        let answer = line.message().ok()?;
        if answer.head.answers == Some(2) {
            return (answer.head.kind == wire::RETURN).then_some(answer);
        }
        if answer.head.answers == Some(1) && answer.head.kind != wire::RETURN {
            return None;
        }
    }
    None
}

/// A connection with an end of patience.
struct Line {
    stream: UnixStream,
    end: Instant,
}

impl Line {
    fn left(&self) -> io::Result<Duration> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
    }

    fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        self.stream.set_write_timeout(Some(self.left()?))?;
        self.stream.write_all(octets)
    }

    fn read(&mut self, mut into: &mut [u8]) -> io::Result<()> {
        while !into.is_empty() {
            self.stream.set_read_timeout(Some(self.left()?))?;
            match self.stream.read(into)? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                got => into = &mut into[got..],
            }
        }
        Ok(())
    }

    /// Says which user asks, as the kernel will confirm.
    fn greet(&mut self) -> io::Result<()> {
        let user = nix::unistd::geteuid().to_string();
        let digits: String = user.bytes().map(|digit| format!("{digit:02x}")).collect();
        self.write(format!("\0AUTH EXTERNAL {digits}\r\n").as_bytes())?;
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            let mut octet = [0];
            self.read(&mut octet)?;
            line.extend(octet);
            if line.len() > LONGEST_LINE {
                return Err(ErrorKind::InvalidData.into());
            }
        }
        if !line.starts_with(b"OK ") {
            return Err(ErrorKind::PermissionDenied.into());
        }
        self.write(b"BEGIN\r\n")
    }

    fn message(&mut self) -> io::Result<Answer> {
        let mut octets = vec![0; wire::FIRST];
        self.read(&mut octets)?;
        let length = wire::length(&octets).filter(|length| *length <= MOST_OCTETS).ok_or(ErrorKind::InvalidData)?;
        octets.resize(length, 0);
        self.read(&mut octets[wire::FIRST..])?;
        let head = wire::head(&octets).ok_or(ErrorKind::InvalidData)?;
        Ok(Answer { octets, head })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::{os::unix::net::UnixListener, path::Path, thread};

    pub(crate) const MANAGED: Call<'_> = Call {
        destination: "org.freedesktop.UDisks2",
        path: "/org/freedesktop/UDisks2",
        interface: "org.freedesktop.DBus.ObjectManager",
        member: "GetManagedObjects",
    };

    /// A bus in the directory of a machine made of files, which gives one connection these octets after the greeting.
    pub(crate) fn pretend(directory: &Path, says: Vec<u8>) -> thread::JoinHandle<()> {
        let folder = directory.join("run/dbus");
        std::fs::create_dir_all(&folder).unwrap();
        let listener = UnixListener::bind(folder.join("system_bus_socket")).unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut until = |end: &[u8]| {
                let mut seen = Vec::new();
                while !seen.ends_with(end) {
                    let mut octet = [0];
                    if stream.read(&mut octet).unwrap() == 0 {
                        return;
                    }
                    seen.extend(octet);
                }
                if end == b"\r\n" && seen.starts_with(b"\0AUTH EXTERNAL ") {
                    stream.write_all(b"OK 0123456789abcdef\r\n").unwrap();
                }
            };
            until(b"\r\n");
            until(b"BEGIN\r\n");
            // Whoever asked may have had enough already.
            let _gone = stream.write_all(&says);
            let _rest = io::copy(&mut stream, &mut io::sink());
        })
    }

    #[test]
    fn the_answer_is_found_among_others() {
        let directory = tempfile::tempdir().unwrap();
        let mut says = wire::tests::answer(wire::RETURN, 1, "s", |out| wire::tests::text(out, ":1.7"));
        says.extend(wire::tests::answer(4, 0, "s", |out| wire::tests::text(out, ":1.7")));
        says.extend(wire::tests::answer(wire::RETURN, 2, "s", |out| wire::tests::text(out, "jawaban")));
        let bus = pretend(directory.path(), says);
        let answer = ask(&Roots::under(directory.path()), &MANAGED).unwrap();
        assert_eq!(answer.body().text(), Some("jawaban"));
        drop(answer);
        bus.join().unwrap();
    }

    #[test]
    fn a_refusal_and_nonsense_are_no_answer() {
        assert!(ask(&Roots::under(Path::new("/nonexistent")), &MANAGED).is_none());
        let refusal = wire::tests::answer(3, 2, "s", |out| wire::tests::text(out, "no such name"));
        for says in [refusal, b"l\x02\x00\x01\xff\xff\xff\xff\x01\x00\x00\x00\xff\xff\xff\xff".to_vec(), b"x".to_vec()]
        {
            let directory = tempfile::tempdir().unwrap();
            let is_short = says.len() < wire::FIRST;
            let bus = pretend(directory.path(), says);
            if !is_short {
                assert!(ask(&Roots::under(directory.path()), &MANAGED).is_none());
                bus.join().unwrap();
            }
        }
    }

    /// Where this machine has a bus, its daemon is asked for itself: the other side of the wire is real.
    #[test]
    fn a_real_bus_answers() {
        let roots = Roots::system();
        if UnixStream::connect(roots.run.join("dbus/system_bus_socket")).is_err() {
            return;
        }
        let call = Call {
            destination: "org.freedesktop.DBus",
            path: "/org/freedesktop/DBus",
            interface: "org.freedesktop.DBus",
            member: "GetId",
        };
        let answer = ask(&roots, &call).unwrap();
        let id = answer.body().text().unwrap_or_default().to_owned();
        assert!(id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
    }
}
