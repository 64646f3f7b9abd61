//! Answers: complete, ordered, within their limits, and never a panic.

use super::*;
use crate::agency::DEFAULT_OPDS;
use crate::plan::COMMUNITY;
use crate::world::{Life, World};
use proptest::prelude::*;
use std::sync::Arc;

/// One binding of an answer: its name, the tag of its value and the content.
type Binding = (Vec<u32>, u8, Vec<u8>);

fn request(version: i32, kind: u8, first: i32, second: i32, names: &[Vec<u32>]) -> Vec<u8> {
    let mut out = Vec::new();
    let message = ber::open(&mut out, SEQUENCE);
    ber::put_integer(&mut out, version);
    ber::put(&mut out, OCTET_STRING, COMMUNITY.as_bytes());
    let pdu = ber::open(&mut out, kind);
    for number in [77, first, second] {
        ber::put_integer(&mut out, number);
    }
    let list = ber::open(&mut out, SEQUENCE);
    for name in names {
        let binding = ber::open(&mut out, SEQUENCE);
        ber::put_name(&mut out, name);
        ber::put(&mut out, ber::NULL, &[]);
        ber::close(&mut out, binding);
    }
    for at in [list, pdu, message] {
        ber::close(&mut out, at);
    }
    out
}

fn parse(answer: &[u8]) -> (i32, i32, Vec<Binding>) {
    let mut rest = answer;
    let mut message = tagged(&mut rest, SEQUENCE).unwrap();
    assert!(rest.is_empty());
    ber::element(&mut message).unwrap();
    assert_eq!(tagged(&mut message, OCTET_STRING).unwrap(), COMMUNITY.as_bytes());
    let mut pdu = tagged(&mut message, RESPONSE).unwrap();
    let mut number = || ber::integer(tagged(&mut pdu, INTEGER).unwrap()).unwrap();
    let (id, status, index) = (number(), number(), number());
    assert_eq!(id, 77);
    let mut list = tagged(&mut pdu, SEQUENCE).unwrap();
    let mut bindings = Vec::new();
    while !list.is_empty() {
        let mut binding = tagged(&mut list, SEQUENCE).unwrap();
        let name = Name::read(tagged(&mut binding, OBJECT_IDENTIFIER).unwrap()).unwrap();
        let (tag, content) = ber::element(&mut binding).unwrap();
        assert!(binding.is_empty());
        bindings.push((name.arcs().to_vec(), tag, content.to_vec()));
    }
    (status, index, bindings)
}

struct Lab {
    world: World,
    agent: Agent,
    now_ms: u64,
}

impl Lab {
    fn new(plan: Kabupaten) -> Self {
        let world = World::new(Arc::new(plan), Life::Calm);
        Self { agent: Agent::new(world.plan()), world, now_ms: 5000 }
    }

    fn ask_raw(&mut self, index: usize, datagram: &[u8]) -> Result<Vec<u8>, Refusal> {
        let view = View { plan: self.world.plan(), world: &self.world, index, now_ms: self.now_ms };
        let mut out = Vec::new();
        self.agent.answer(view, datagram, &mut out).map(|()| out)
    }

    fn ask(&mut self, index: usize, datagram: &[u8]) -> (i32, i32, Vec<Binding>) {
        let answer = self.ask_raw(index, datagram).unwrap();
        assert!(answer.len() <= MAX_ANSWER, "{}", answer.len());
        parse(&answer)
    }

    /// Everything a device has, by GETNEXT or GETBULK.
    fn walk(&mut self, index: usize, version: i32, kind: u8, repetitions: i32) -> Vec<Binding> {
        let mut all: Vec<Binding> = Vec::new();
        let mut at = vec![1, 3];
        loop {
            let (status, _, bindings) = self.ask(index, &request(version, kind, 0, repetitions, &[at.clone()]));
            if status == NO_SUCH_NAME {
                return all;
            }
            assert_eq!(status, 0);
            for binding in bindings {
                if binding.1 == END_OF_MIB_VIEW {
                    return all;
                }
                at.clone_from(&binding.0);
                all.push(binding);
            }
        }
    }
}

#[test]
fn every_family_walks_complete_and_in_order_and_gets_what_it_walked() {
    let plan = Kabupaten::plan(DEFAULT_OPDS, 400, 1);
    let mut seen: Vec<&str> = Vec::new();
    let firsts: Vec<usize> = (0..plan.len())
        .filter(|index| {
            let model = plan.devices[*index].family.model;
            let is_new = !seen.contains(&model);
            seen.push(model);
            is_new
        })
        .collect();
    assert!(firsts.len() >= 15);
    let mut lab = Lab::new(plan);
    for index in firsts {
        let next = lab.walk(index, 1, GET_NEXT, 0);
        let name = lab.world.plan().devices[index].family.model;
        assert!(next.windows(2).all(|pair| pair[0].0 < pair[1].0), "{name}");
        assert!(next.iter().all(|(_, tag, _)| *tag != ber::NULL), "{name}: every object has a value");
        assert_eq!(lab.walk(index, 1, GET_BULK, 37), next, "{name}");
        let narrow: Vec<Binding> = next.iter().filter(|(_, tag, _)| *tag != ber::COUNTER64).cloned().collect();
        assert_eq!(lab.walk(index, 0, GET_NEXT, 0), narrow, "{name} by v1");
        for binding in &next {
            let (status, _, got) = lab.ask(index, &request(1, GET, 0, 0, std::slice::from_ref(&binding.0)));
            assert_eq!((status, &got[0]), (0, binding), "{name}");
        }
    }
}

#[test]
fn what_is_not_there() {
    let mut lab = Lab::new(Kabupaten::plan(2, 20, 1));
    let up_time = vec![1, 3, 6, 1, 2, 1, 1, 3, 0];
    let check = |lab: &mut Lab, version, kind, name: &[u32], expected: (i32, i32, u8)| {
        let (status, index, bindings) = lab.ask(1, &request(version, kind, 0, 0, &[up_time.clone(), name.to_vec()]));
        assert_eq!((status, index, bindings[1].1), expected, "{name:?}");
        assert_eq!(bindings[1].0, name);
    };
    check(&mut lab, 1, GET, &[1, 3, 6, 1, 2, 1, 1, 3, 1], (0, 0, NO_SUCH_INSTANCE));
    check(&mut lab, 1, GET, &[1, 3, 6, 1, 2, 1, 1, 3], (0, 0, NO_SUCH_INSTANCE));
    check(&mut lab, 1, GET, &[1, 3, 6, 1, 2, 1, 99, 1, 0], (0, 0, NO_SUCH_OBJECT));
    check(&mut lab, 1, GET, &[0, 1], (0, 0, NO_SUCH_OBJECT));
    check(&mut lab, 1, GET_NEXT, &[2, 5], (0, 0, END_OF_MIB_VIEW));
    check(&mut lab, 0, GET, &[1, 3, 6, 1, 2, 1, 1, 3, 1], (NO_SUCH_NAME, 2, ber::NULL));
    check(&mut lab, 0, GET_NEXT, &[2, 5], (NO_SUCH_NAME, 2, ber::NULL));
    check(&mut lab, 0, SET, &[1, 3, 6, 1, 2, 1, 1, 5, 0], (NO_SUCH_NAME, 1, ber::NULL));
    check(&mut lab, 1, SET, &[1, 3, 6, 1, 2, 1, 1, 5, 0], (NOT_WRITABLE, 1, ber::NULL));
}

#[test]
fn bulk_repeats_rows_of_several_columns_until_the_answer_is_full() {
    let base = std::net::Ipv4Addr::new(127, 1, 0, 0);
    let mut lab = Lab::new(Kabupaten::uniform(1, 48, base, 1));
    let columns: Vec<Vec<u32>> = [6, 10, 15, 18].iter().map(|c| vec![1, 3, 6, 1, 2, 1, 31, 1, 1, 1, *c]).collect();
    let mut names = vec![vec![1, 3, 6, 1, 2, 1, 1, 3]];
    names.extend(columns.iter().cloned());
    let (status, _, bindings) = lab.ask(0, &request(1, GET_BULK, 1, 50, &names));
    assert_eq!((status, bindings[0].0.last()), (0, Some(&0)));
    assert!(bindings.len() > 50, "{}", bindings.len());
    for (place, binding) in bindings[1..].iter().enumerate() {
        let row = [columns[place % 4].as_slice(), &[place as u32 / 4 + 1]].concat();
        assert_eq!(binding.0, row);
    }
    let (_, _, few) = lab.ask(0, &request(1, GET_BULK, 1, 2, &names));
    assert_eq!(few.len(), 9);
    let (_, _, none) = lab.ask(0, &request(1, GET_BULK, 0, 0, &names));
    assert!(none.is_empty());
}

#[test]
fn strangers_and_too_large_questions() {
    let mut lab = Lab::new(Kabupaten::plan(2, 20, 1));
    let good = request(1, GET, 0, 0, &[vec![1, 3, 6, 1, 2, 1, 1, 1, 0]]);
    let place = good.windows(COMMUNITY.len()).position(|w| w == COMMUNITY.as_bytes()).unwrap();
    let mut stranger = good.clone();
    stranger[place] ^= 1;
    assert_eq!(lab.ask_raw(1, &stranger), Err(Refusal::Community));
    assert_eq!(lab.ask_raw(1, &request(0, GET_BULK, 0, 5, &[vec![1, 3]])), Err(Refusal::Malformed));
    assert_eq!(lab.ask_raw(1, &request(3, GET, 0, 0, &[vec![1, 3]])), Err(Refusal::Malformed));
    let description = vec![1, 3, 6, 1, 2, 1, 1, 1, 0];
    let (status, _, bindings) = lab.ask(1, &request(1, GET, 0, 0, &vec![description.clone(); 60]));
    assert_eq!((status, bindings.len()), (TOO_BIG, 0));
    assert_eq!(lab.ask_raw(1, &request(1, GET, 0, 0, &vec![description; 200])), Err(Refusal::Malformed));
}

proptest! {
    #[test]
    fn no_datagram_brings_it_down(flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6), cut in any::<prop::sample::Index>(), noise in proptest::collection::vec(any::<u8>(), 0..60), is_noise in any::<bool>()) {
        let mut lab = Lab::new(Kabupaten::plan(1, 3, 1));
        let names = [vec![1, 3, 6, 1, 2, 1, 2, 2, 1, 10], vec![1, 3, 6, 1, 4, 1, 14988, u32::MAX]];
        let mut datagram = if is_noise { noise } else { request(1, GET_BULK, 1, 20, &names) };
        for (place, value) in &flips {
            if !datagram.is_empty() {
                let place = place.index(datagram.len());
                datagram[place] = *value;
            }
        }
        if flips.len() == 5 {
            datagram.truncate(cut.index(datagram.len() + 1));
        }
        if let Ok(answer) = lab.ask_raw(0, &datagram) {
            prop_assert!(answer.len() <= MAX_ANSWER);
        }
    }

    /// The next of a name is the first walked one that is greater, for any name at all.
    #[test]
    fn next_is_the_smallest_greater(tail in proptest::collection::vec(prop_oneof![0u32..40, any::<u32>()], 0..12), index in 0usize..20) {
        let mut lab = Lab::new(Kabupaten::plan(2, 20, 1));
        let all = lab.walk(index, 1, GET_BULK, 60);
        let name: Vec<u32> = [1, 3, 6, 1].into_iter().chain(tail).collect();
        let (_, _, bindings) = lab.ask(index, &request(1, GET_NEXT, 0, 0, std::slice::from_ref(&name)));
        let expected = all.iter().find(|binding| binding.0 > name);
        match expected {
            Some(expected) => prop_assert_eq!(&bindings[0], expected),
            None => prop_assert_eq!(bindings[0].1, END_OF_MIB_VIEW),
        }
    }
}
