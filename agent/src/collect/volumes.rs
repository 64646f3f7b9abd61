//! Volumes: which mounts are storage of this machine (`/proc/self/mountinfo`), and how full they are.

use crate::{
    read,
    roots::{Roots, Space},
};
use model::record::Storage;
use std::collections::BTreeMap;

/// Most volumes stated.
pub const MAX_VOLUMES: usize = 256;

/// One mount, as mountinfo has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Directory inside the file system that is mounted; `/` for a whole one.
    pub root: String,
    /// Where it is mounted.
    pub mount: String,
    /// File system type.
    pub file_system: String,
    /// Device.
    pub source: String,
    /// The file system itself is read-only (not only this mount of it: a service sees its own mounts read-only).
    pub read_only: bool,
}

/// All volumes, by mount point. A volume that does not tell its size is left out.
pub fn read(roots: &Roots) -> Vec<Storage> {
    let Some(text) = read::text(&roots.proc.join("self/mountinfo")) else {
        return Vec::new();
    };
    let mut rows: Vec<Storage> = choose(parse(&text))
        .into_iter()
        .take(MAX_VOLUMES)
        .filter_map(|mount| {
            let path = roots.volumes.join(mount.mount.trim_start_matches('/'));
            row(&mount, (roots.space)(&path)?)
        })
        .collect();
    rows.sort_by(|a, b| a.mount.cmp(&b.mount));
    rows.dedup_by(|a, b| a.mount == b.mount);
    rows
}

fn row(mount: &Mount, space: Space) -> Option<Storage> {
    let name = model::text::clean(mount.mount.as_bytes())?;
    (space.size_bytes > 0).then(|| Storage {
        index: Some(name.clone()),
        kind: Some("hrStorageFixedDisk".into()),
        descr: Some(name.clone()),
        mount: Some(name),
        file_system: model::text::clean(mount.file_system.as_bytes()),
        size_bytes: Some(space.size_bytes),
        used_bytes: Some(space.used_bytes),
        free_bytes: Some(space.free_bytes),
        percent: super::percent(space.used_bytes, space.size_bytes),
        units: Some(space.unit_bytes).filter(|unit| *unit > 0),
        read_only: Some(mount.read_only),
        ..Storage::default()
    })
}

/// Lines of proc_pid_mountinfo(5).
pub fn parse(text: &str) -> Vec<Mount> {
    text.lines().filter_map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<Mount> {
    let (first, second) = line.split_once(" - ")?;
    let mut first = first.split(' ').skip(3);
    let mut second = second.split(' ');
    Some(Mount {
        root: unescaped(first.next()?),
        mount: unescaped(first.next()?),
        file_system: second.next()?.to_owned(),
        source: unescaped(second.next()?),
        read_only: second.next()?.split(',').any(|option| option == "ro"),
    })
}

/// The kernel writes blank, TAB, LF and `\` of a path as three octal digits.
fn unescaped(text: &str) -> String {
    let octets = text.as_bytes();
    let mut out = Vec::with_capacity(octets.len());
    let mut place = 0;
    while let Some(octet) = octets.get(place) {
        let digits = octets.get(place + 1..place + 4).filter(|_| *octet == b'\\');
        match digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()) {
            Some(meant) => {
                out.push(meant);
                place += 4;
            }
            None => {
                out.push(*octet);
                place += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The mounts that are storage of this machine, one for each device: a whole file system before a part of it, then the
/// shortest path. File systems of a network are left out, for asking one whose server is gone blocks for ever.
pub fn choose(mounts: Vec<Mount>) -> Vec<Mount> {
    let mut best: BTreeMap<String, Mount> = BTreeMap::new();
    for mount in mounts.into_iter().filter(is_storage) {
        let rank = |m: &Mount| (m.root != "/", m.mount.len(), m.mount.clone());
        match best.get(&mount.source) {
            Some(known) if rank(known) <= rank(&mount) => {}
            _ => {
                best.insert(mount.source.clone(), mount);
            }
        }
    }
    best.into_values().collect()
}

fn is_storage(mount: &Mount) -> bool {
    let image = matches!(mount.file_system.as_str(), "squashfs" | "iso9660" | "erofs" | "udf");
    let network = matches!(
        mount.file_system.as_str(),
        "nfs" | "nfs4" | "cifs" | "smb3" | "ceph" | "9p" | "afs" | "gfs2" | "ocfs2"
    ) || (mount.file_system.starts_with("fuse.") && mount.file_system != "fuse.ntfs-3g");
    let disk = mount.source.starts_with("/dev/") && mount.file_system != "devtmpfs";
    let pool = matches!(mount.file_system.as_str(), "zfs" | "btrfs" | "bcachefs");
    let root = mount.mount == "/";
    !image && !network && (disk || pool || root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MACHINE: &str = "\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / ro,relatime shared:1 - ext4 /dev/vda rw,discard
28 27 254:0 /srv/a /a rw - ext4 /dev/vda rw
29 27 8:1 / /data\\040besar rw - xfs /dev/sda1 ro,noquota
30 27 8:1 / /d rw - xfs /dev/sda1 ro,noquota
31 27 0:40 / /mnt/nas rw - nfs4 10.0.0.9:/ekspor rw
32 27 7:0 / /snap/core/1 ro - squashfs /dev/loop0 ro
33 27 0:50 /@home /home rw - btrfs /dev/sdb2 rw
34 27 0:50 /@ /btr rw - btrfs /dev/sdb2 rw
35 27 0:60 / /tmp rw - tmpfs tmpfs rw
36 27 0:61 / /tank rw - zfs tank rw
37 27 0:62 / /home/u/cloud rw - fuse.sshfs host: rw
broken line
";

    #[test]
    fn storage_of_a_machine() {
        let chosen = choose(parse(MACHINE));
        let got: Vec<_> = chosen.iter().map(|m| (m.mount.as_str(), m.file_system.as_str(), m.read_only)).collect();
        assert_eq!(got, [("/d", "xfs", true), ("/btr", "btrfs", false), ("/", "ext4", false), ("/tank", "zfs", false)]);
        assert_eq!(parse(MACHINE)[3].mount, "/data besar");
    }

    #[test]
    fn a_container_has_its_root() {
        let text =
            "1 0 0:99 / / rw - overlay overlay rw,lowerdir=/x\n2 1 8:1 /hosts /etc/hosts rw - ext4 /dev/sda1 rw\n";
        let mounts: Vec<_> = choose(parse(text)).into_iter().map(|m| m.mount).collect();
        assert_eq!(mounts, ["/etc/hosts", "/"]);
    }

    #[test]
    fn rows_state_size_and_use() {
        let directory = tempfile::tempdir().unwrap();
        let mut roots = Roots::under(directory.path());
        std::fs::create_dir_all(roots.proc.join("self")).unwrap();
        std::fs::write(roots.proc.join("self/mountinfo"), MACHINE).unwrap();
        assert!(read(&roots).is_empty());
        roots.space = |path| {
            let size_bytes = if path.ends_with("tank") { 0 } else { 1000 };
            Some(Space { unit_bytes: 10, size_bytes, used_bytes: 250, free_bytes: 700 })
        };
        let rows = read(&roots);
        let got: Vec<_> = rows.iter().map(|r| (r.mount.as_deref().unwrap(), r.used_bytes, r.percent)).collect();
        assert_eq!(got, [("/", Some(250), Some(25.0)), ("/btr", Some(250), Some(25.0)), ("/d", Some(250), Some(25.0))]);
    }

    #[test]
    fn escapes() {
        for (text, expected) in [("/a\\040b", "/a b"), ("/a\\", "/a\\"), ("/a\\9zz", "/a\\9zz"), ("\\134\\011", "\\\t")]
        {
            assert_eq!(unescaped(text), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), near in "(1 2 8:1 [/\\\\0-7é]{1,9} [/a\\\\0-7]{1,9} rw - ext4 /dev/[a-c] rw\n){0,4}") {
            for text in [text, near] {
                choose(parse(&text));
            }
        }
    }
}
