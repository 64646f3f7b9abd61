//! A real network of two namespaces: this machine, and a gateway with router, name server, Dinas and internet behind it.
//! Each piece is broken in turn by taking away its cable or address; the conclusion must name it.
//!
//! What runs inside a namespace is this test program itself, in a role that the environment names.

#![allow(clippy::disallowed_methods, reason = "this test starts namespaces")]

use crate::{
    Roots, clock,
    way::{Rounds, Targets},
};
use model::way::{Cause, Remark, Step, Verdict, Way};
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, UdpSocket},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

const ROLE: &str = "PANTAU_TEST_ROLE";
const ETC: &str = "PANTAU_TEST_ETC";
const TEST: &str = "way::tests::namespace::role";

/// Both namespaces: eth0 here, `lan` there. The second shell waits until the first has left its namespace.
const NETWORK: &str = r#"
set -e
mount -t sysfs none /sys
ip link set lo up
unshare -n sh -c 'echo away; exec sleep 600' > "$0" &
other=$!
while ! grep -q away "$0"; do sleep 0.05; done
ip link add eth0 type veth peer name lan
ip link set lan netns $other
nsenter -n -t $other sh -e -c '
ip link set lo up
ip addr add 10.20.3.1/24 dev lan
ip link set lan up
for address in 10.20.0.1 10.9.0.53 10.9.0.5 192.0.2.1; do ip addr add $address/32 dev lo; done'
ip addr add 10.20.3.17/24 dev eth0
ip link set eth0 up
ip route add default via 10.20.3.1
echo ready $other
exec sleep 600
"#;

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Reads up to a line that holds these words.
fn await_line(out: &mut impl BufRead, words: &str) -> String {
    let mut line = String::new();
    while !line.contains(words) {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "it ended without {words}");
    }
    line
}

impl Drop for Network {
    /// The holder of the gateway's namespace is nobody's child any more.
    fn drop(&mut self) {
        let _gone = system("kill").args(["-9", &self.other_id.to_string()]).status();
    }
}

fn system(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").stdin(Stdio::null());
    command
}

/// The two namespaces.
struct Network {
    holder: Running,
    other: Option<(Running, BufReader<ChildStdout>)>,
    other_id: u32,
    folder: tempfile::TempDir,
}

impl Network {
    /// Error: what the system said when no namespace can be had.
    fn new() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        std::fs::write(folder.path().join("resolv.conf"), "nameserver 10.9.0.53\n").map_err(|e| e.to_string())?;
        let mut child = system("unshare")
            .args(["-Urnm", "--kill-child", "--fork", "sh", "-c", NETWORK])
            .arg(folder.path().join("away"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).map_err(|error| error.to_string())?;
        let Some(other_id) = line.trim().strip_prefix("ready ").and_then(|id| id.parse().ok()) else {
            let output = child.wait_with_output().map_err(|error| error.to_string())?;
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        };
        Ok(Self { holder: Running(child), other: None, other_id, folder })
    }

    /// Process of the shell that holds our own namespace: the child of `unshare`.
    fn own_id(&self) -> u32 {
        let parent = self.holder.0.id();
        let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap();
        children.split_whitespace().next().and_then(|id| id.parse().ok()).unwrap()
    }

    /// A command in the network of this machine, or in that of the gateway.
    fn command(&self, there: bool, program: &Path) -> Command {
        let mut command = system("nsenter");
        command.args(["--preserve-credentials", "-U", "-m", "-n", "-t", &self.own_id().to_string()]);
        if there {
            command.args(["--", "nsenter", "-n", "-t", &self.other_id.to_string()]);
        }
        command.arg("--").arg(program);
        command
    }

    fn shell(&self, there: bool, line: &str) {
        let output = self.command(there, Path::new("sh")).args(["-e", "-c", line]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn here(&self, line: &str) {
        self.shell(false, line);
    }

    fn there(&self, line: &str) {
        self.shell(true, line);
    }

    /// This program in a role.
    fn role(&self, there: bool, role: &str) -> Command {
        let mut command = self.command(there, &std::env::current_exe().unwrap());
        command.args(["--exact", TEST, "--nocapture"]).env(ROLE, role).env(ETC, self.folder.path());
        command
    }

    /// Starts the name server, the collector and the web server of the internet.
    fn serve(&mut self) {
        let mut child = self.role(true, "serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        await_line(&mut out, "SERVING");
        self.other = Some((Running(child), out));
    }

    /// A round, what happens then, and a second round of the same process.
    fn before_and_after(&self, happens: impl FnOnce()) -> [Way; 2] {
        let mut child = self.role(false, "twice").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let before = await_line(&mut out, "WAY ");
        happens();
        child.stdin.take().unwrap().write_all(b"on\n").unwrap();
        let after = await_line(&mut out, "WAY ");
        let _ended = Running(child);
        [before, after].map(|line| serde_json::from_str(line.split_once("WAY ").unwrap().1).unwrap())
    }

    fn measure(&self, role: &str) -> Way {
        let output = self.role(false, role).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let json = text.lines().find_map(|line| line.split_once("WAY ")).map(|(_, json)| json);
        let json = json.unwrap_or_else(|| panic!("{text}\n{}", String::from_utf8_lossy(&output.stderr)));
        serde_json::from_str(json).unwrap()
    }

    /// Measures until the conclusion is this one; the neighbour table needs some seconds to forget.
    fn concludes(&self, what: &str, role: &str, cause: Cause) -> Way {
        let begun = Instant::now();
        loop {
            let way = self.measure(role);
            let told = model::way::lines(model::Lang::Id, &way, way.at).join("\n");
            if way.cause == cause {
                eprintln!("── {what}: after {:.1} s\n{told}", begun.elapsed().as_secs_f64());
                return way;
            }
            assert!(begun.elapsed() < Duration::from_secs(40), "{what}: never {cause:?}:\n{told}");
        }
    }
}

/// What this program does inside a namespace; without a role it is no test of its own.
#[test]
fn role() {
    match std::env::var(ROLE).as_deref() {
        Ok("serve") => serve(),
        Ok(role) => {
            let port = if role == "refused" { 7000 } else { 7689 };
            let host = if role == "by name" { "pantau.kab.go.id" } else { "10.9.0.5" };
            let mut targets = Targets {
                router: "10.20.0.1".parse().ok(),
                internet: Targets::read_internet("192.0.2.1").unwrap(),
                dinas: Some((host.to_owned(), port)),
            };
            if role == "no router" {
                targets.router = None;
            }
            let roots = Roots { etc: std::env::var_os(ETC).unwrap().into(), ..Roots::system() };
            let mut rounds = Rounds::new(roots, targets);
            let mut tell = || println!("\nWAY {}", serde_json::to_string(&rounds.measure(clock::now())).unwrap());
            tell();
            if role == "twice" {
                std::io::stdin().read_line(&mut String::new()).unwrap();
                tell();
            }
        }
        Err(_) => {}
    }
}

/// A name server that knows one name, a collector and a web server that hang up.
fn serve() {
    let dns = UdpSocket::bind("10.9.0.53:53").unwrap();
    let listeners = ["10.9.0.5:7689", "192.0.2.1:443"].map(|address| TcpListener::bind(address).unwrap());
    println!("\nSERVING");
    for listener in listeners {
        std::thread::spawn(move || listener.incoming().for_each(drop));
    }
    let mut question = [0; 512];
    loop {
        let (length, asker) = dns.recv_from(&mut question).unwrap();
        let mut answer = question[..length].to_vec();
        answer[2..8].copy_from_slice(&[0x81, 0x80, 0, 1, 0, 1]);
        answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 9, 0, 5]);
        dns.send_to(&answer, asker).unwrap();
    }
}

#[test]
fn each_broken_piece_is_named() {
    let mut network = match Network::new() {
        Ok(network) => network,
        Err(reason) => {
            eprintln!("SKIPPED: no network namespace can be had here: {reason}");
            return;
        }
    };
    network.serve();
    let way = network.concludes("all is well", "", Cause::Fine);
    assert!(way.legs.iter().all(|leg| leg.verdict == Verdict::Fine), "{way:?}");
    assert!(way.leg(Step::Gateway).is_some_and(|leg| leg.rtt_ms.is_some() && leg.loss_percent == Some(0.0)));
    let way = network.concludes("the collector by its name", "by name", Cause::Fine);
    assert_eq!(way.leg(Step::Dinas).and_then(|leg| leg.target.as_deref()), Some("pantau.kab.go.id:7689"));
    network.concludes("the service of the Dinas is off", "refused", Cause::DinasRefuses);

    for (what, address, cause) in [
        ("DNS dead", "10.9.0.53", Cause::DnsSilent),
        ("Dinas dead", "10.9.0.5", Cause::DinasSilent),
        ("internet dead", "192.0.2.1", Cause::InternetSilent),
    ] {
        network.there(&format!("ip addr del {address}/32 dev lo"));
        network.concludes(what, "", cause);
        network.there(&format!("ip addr add {address}/32 dev lo"));
    }

    // Echoes are dropped everywhere: what passes still shows that the gateway works.
    network.there("echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all");
    let way = network.concludes("no echo is answered", "", Cause::Fine);
    let remark = |way: &Way, step| way.leg(step).and_then(|leg| leg.remark.clone());
    assert_eq!(remark(&way, Step::Gateway), Some(Remark::NoEcho));
    network.there("for address in 10.20.0.1 10.9.0.53 10.9.0.5 192.0.2.1; do ip addr del $address/32 dev lo; done");
    network.concludes("ARP alone is answered", "", Cause::GatewayPassesNothing);
    network.there("echo 0 > /proc/sys/net/ipv4/icmp_echo_ignore_all");
    network.concludes("router dead", "", Cause::RouterSilent);
    network.concludes("line cut", "no router", Cause::LineCut);
    // One that answered echoes is known to be gone at once; else the neighbour table must have forgotten it.
    let [before, after] = network.before_and_after(|| network.there("ip addr del 10.20.3.1/24 dev lan"));
    assert_eq!((before.cause, after.cause), (Cause::RouterSilent, Cause::GatewaySilent));
    network.here("ip neigh flush dev eth0");
    network.concludes("gateway dead", "", Cause::GatewaySilent);

    network.here("ip route del default");
    network.concludes("no route", "", Cause::NoRoute);
    network.here("ip addr flush dev eth0");
    network.concludes("no address", "", Cause::NoAddress);
    network.here("ip addr add 169.254.7.7/16 dev eth0");
    network.concludes("no DHCP", "", Cause::NoDhcp);
    network.there("ip link set lan down");
    network.concludes("cable out", "", Cause::CableOut);
    network.here("ip link set eth0 down");
    network.concludes("switched off", "", Cause::InterfaceOff);
    network.here("ip link del eth0");
    network.concludes("no interface", "", Cause::NoInterface);
}

/// The unprivileged socket, which machines that are set up so give to everyone.
#[test]
fn echoes_leave_through_the_unprivileged_socket_too() {
    let mut network = match Network::new() {
        Ok(network) => network,
        Err(reason) => {
            eprintln!("SKIPPED: no network namespace can be had here: {reason}");
            return;
        }
    };
    network.serve();
    network.here("echo '0 0' > /proc/sys/net/ipv4/ping_group_range");
    let way = network.concludes("datagram echoes", "", Cause::Fine);
    assert!(way.leg(Step::Router).is_some_and(|leg| leg.rtt_ms.is_some()));
}
