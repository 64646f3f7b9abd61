//! A write request of the remote write protocol 1.0: protobuf, packed by snappy's block format.
//!
//! Of protobuf it needs four messages with fields of three kinds, so they are written here:
//! `WriteRequest { 1: TimeSeries… }`, `TimeSeries { 1: Label…, 2: Sample… }`, `Label { 1: name, 2: value }`,
//! `Sample { 1: double, 2: int64 milliseconds }`.

/// Wire types of protobuf.
const VARINT: u8 = 0;
const SIXTY_FOUR: u8 = 1;
const LENGTH: u8 = 2;

/// A request while it is written.
#[derive(Debug, Default)]
pub(super) struct Request {
    out: Vec<u8>,
    series: Vec<u8>,
    part: Vec<u8>,
}

impl Request {
    /// Appends a series: its labels in the order of their names, its samples (milliseconds, value) in that of time.
    pub(super) fn series<'a>(
        &mut self,
        labels: impl IntoIterator<Item = (&'a str, &'a str)>,
        samples: impl IntoIterator<Item = (i64, f64)>,
    ) {
        self.series.clear();
        for (name, value) in labels {
            self.part.clear();
            octets(&mut self.part, 1, name.as_bytes());
            octets(&mut self.part, 2, value.as_bytes());
            octets(&mut self.series, 1, &self.part);
        }
        for (at, value) in samples {
            self.part.clear();
            self.part.push(1 << 3 | SIXTY_FOUR);
            self.part.extend_from_slice(&value.to_le_bytes());
            self.part.push(2 << 3 | VARINT);
            varint(&mut self.part, at.cast_unsigned());
            octets(&mut self.series, 2, &self.part);
        }
        octets(&mut self.out, 1, &self.series);
    }

    /// The body to be sent. Fails only beyond 4 GiB.
    pub(super) fn packed(&self) -> Result<Vec<u8>, snap::Error> {
        snap::raw::Encoder::new().compress_vec(&self.out)
    }
}

fn octets(out: &mut Vec<u8>, field: u8, content: &[u8]) {
    out.push(field << 3 | LENGTH);
    varint(out, content.len() as u64);
    out.extend_from_slice(content);
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_octets_of_a_small_request() {
        let mut request = Request::default();
        request.series([("__name__", "up"), ("id", "7")], [(1000, 1.0), (-1, 0.5)]);
        let label = |name: &str, value: &str| {
            let mut part = vec![0x0a, name.len() as u8];
            part.extend(name.bytes());
            part.extend([0x12, value.len() as u8]);
            part.extend(value.bytes());
            part
        };
        let mut expected = Vec::new();
        for part in [label("__name__", "up"), label("id", "7")] {
            expected.extend([0x0a, part.len() as u8]);
            expected.extend(part);
        }
        expected.extend([0x12, 12, 0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x10, 0xe8, 0x07]);
        expected.extend([0x12, 20, 0x09, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0x10]);
        expected.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
        let mut whole = vec![0x0a, expected.len() as u8];
        whole.extend(expected);
        assert_eq!(request.out, whole);
        let packed = request.packed().unwrap();
        assert_eq!(snap::raw::Decoder::new().decompress_vec(&packed).unwrap(), whole);
    }
}
