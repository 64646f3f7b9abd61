//! What is sent: a thousand batches, deflated once for all agents, between what each says for itself.

use super::{ENTRIES, VALUES, now};
use flate2::{Compress, Compression, FlushCompress};
use model::{
    Batch, Identity, Metric, Sample, Source, Timestamp, Value,
    api::{Entry, Spooled},
};

/// What a machine says of itself at a step.
pub fn batch(at: Timestamp, step: u64) -> Batch {
    const OF_PORT: [Metric; 8] = [
        Metric::InOctets,
        Metric::OutOctets,
        Metric::InErrors,
        Metric::OutErrors,
        Metric::InDiscards,
        Metric::OutDiscards,
        Metric::OperUp,
        Metric::Speed,
    ];
    let own = [
        (Metric::CpuUse, Value::Level(10.0 + (step * 7 % 500) as f64 / 10.0)),
        (Metric::MemoryUsed, Value::Count(3_000_000_000 + step * 7919 % 900_000_000)),
        (Metric::MemoryTotal, Value::Count(8_000_000_000)),
        (Metric::LoadOne, Value::Level((step % 37) as f64 / 10.0)),
        (Metric::Uptime, Value::Count(100_000 + step * 60)),
    ];
    let own = own.map(|(metric, value)| Sample { metric, instance: String::new(), value });
    let ports = ["enp3s0", "wlp2s0", "lo"].into_iter().flat_map(|port| {
        OF_PORT.map(|metric| {
            let value = match metric {
                Metric::OperUp => 1,
                Metric::Speed => 1_000_000_000,
                Metric::InOctets | Metric::OutOctets => step * (300_000 + step * 31 % 70_000),
                _ => step / 400,
            };
            Sample { metric, instance: port.into(), value: Value::Count(value) }
        })
    });
    let volume =
        Sample { metric: Metric::VolumeUsed, instance: "/".into(), value: Value::Count(40_000_000_000 + step * 4096) };
    let samples: Vec<Sample> = own.into_iter().chain(ports).chain([volume]).collect();
    assert_eq!(samples.len() as u64, VALUES);
    let device = Identity::default();
    Batch { source: Source::Agent, device, at, heard: Vec::new(), samples, inventory: None, issues: Vec::new() }
}

/// A thousand batches, deflated once for all agents.
pub struct Chunk {
    packed: Vec<u8>,
    crc: crc32fast::Hasher,
    length: usize,
}

impl Chunk {
    /// The chunk of this number, of so many batches in all.
    pub fn new(batches: u64, number: u64) -> Self {
        let first = now().plus_seconds(-(batches as i64) * 60);
        let steps = number * ENTRIES..((number + 1) * ENTRIES).min(batches);
        let json: Vec<String> = steps
            .map(|step| {
                let batch = batch(first.plus_seconds(step as i64 * 60), step);
                let spooled = Spooled { mono_ms: step * 60_000, boot_id: "before".into(), batch };
                serde_json::to_string(&Entry::Batch(Box::new(spooled))).unwrap()
            })
            .collect();
        let json = json.join(",");
        let mut packed = Vec::with_capacity(json.len());
        Compress::new(Compression::default(), false)
            .compress_vec(json.as_bytes(), &mut packed, FlushCompress::Full)
            .unwrap();
        let mut crc = crc32fast::Hasher::new();
        crc.update(json.as_bytes());
        Self { packed, crc, length: json.len() }
    }
}

/// gzip (RFC 1952) of `head`, the chunk, `]}`: the chunk's deflate blocks between stored ones.
pub fn gzip(head: &str, chunk: Option<&Chunk>) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut crc = crc32fast::Hasher::new();
    let mut length = 0;
    let mut stored = |out: &mut Vec<u8>, crc: &mut crc32fast::Hasher, octets: &[u8], is_last: bool| {
        let blocks = octets.len().div_ceil(65_535);
        for (place, block) in octets.chunks(65_535).enumerate() {
            out.push(u8::from(is_last && place + 1 == blocks));
            let size = block.len() as u16;
            out.extend(size.to_le_bytes().into_iter().chain((!size).to_le_bytes()));
            out.extend_from_slice(block);
        }
        crc.update(octets);
        length += octets.len();
    };
    stored(&mut out, &mut crc, head.as_bytes(), false);
    if let Some(chunk) = chunk {
        out.extend_from_slice(&chunk.packed);
        crc.combine(&chunk.crc);
    }
    stored(&mut out, &mut crc, b"]}", true);
    let length = length + chunk.map_or(0, |chunk| chunk.length);
    out.extend(crc.finalize().to_le_bytes().into_iter().chain((length as u32).to_le_bytes()));
    out
}
