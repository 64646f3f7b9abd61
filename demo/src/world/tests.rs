//! What must hold in the world whatever happens in it.

use super::*;
use crate::agency::DEFAULT_OPDS;
use proptest::prelude::*;

fn world(devices: usize, seed: u64, life: Life) -> World {
    World::new(Arc::new(Kabupaten::plan(DEFAULT_OPDS, devices, seed)), life)
}

/// Octets and start of every port.
fn readings(world: &World, now_ms: u64) -> Vec<(i64, u64, u64)> {
    let mut out = Vec::new();
    for (index, planned) in world.plan.devices.iter().enumerate() {
        for row in 0..planned.port_count() {
            let (octets_in, octets_out) = world.octets(index, row, now_ms);
            out.push((world.state(index).booted_ms, octets_in, octets_out));
        }
    }
    out
}

fn speeds(world: &World) -> Vec<u64> {
    let rows = |planned: &crate::plan::Planned| {
        let (family, elastic) = (planned.family, planned.elastic);
        (0..planned.port_count()).map(move |row| family.port(elastic, row).map_or(0, |(group, _)| group.speed_bps()))
    };
    world.plan.devices.iter().flat_map(rows).collect()
}

/// Share of devices that cannot be reached, are silent, or have a full uplink.
fn troubled(world: &World) -> f64 {
    let is_troubled = |index: &usize| !world.answers_snmp(*index) || world.state(*index).fill.is_some();
    (0..world.devices.len()).filter(is_troubled).count() as f64 / world.devices.len() as f64
}

#[test]
fn the_same_seed_lives_the_same_life() {
    let [mut a, mut b] = [3, 3].map(|seed| world(60, seed, Life::Lively));
    for step in 1..400 {
        a.advance(step * 700);
        b.advance(step * 700);
        assert_eq!(a.take_moved(), b.take_moved());
    }
    assert_eq!(readings(&a, 400 * 700), readings(&b, 400 * 700));
    let mut c = world(60, 4, Life::Lively);
    c.advance(400 * 700);
    assert_ne!(readings(&a, 400 * 700), readings(&c, 400 * 700));
}

#[test]
fn so_many_agents_are_slow_as_is_asked_for_and_always_the_same() {
    let mut world = world(300, 7, Life::Calm);
    assert!((0..300).all(|index| world.delay(index).is_none()));
    world.slow(20);
    let slow: Vec<Duration> = (0..300).filter_map(|index| world.delay(index)).collect();
    assert!((40..=80).contains(&slow.len()), "{}", slow.len());
    assert!(slow.iter().all(|delay| (0.5..=3.0).contains(&delay.as_secs_f64())));
    assert!(
        (0..300)
            .all(|index| world.delay(index).is_none() || world.echo(index).is_none_or(|rtt| rtt.as_secs_f64() < 0.2))
    );
    world.slow(100);
    assert!((0..300).all(|index| world.delay(index).is_some()));
}

#[test]
fn a_new_world_shows_trouble_within_a_minute_and_recovers_soon() {
    for seed in 0..20 {
        let mut world = world(300, seed, Life::Lively);
        let dead = |world: &World| (0..300).filter(|index| !world.is_reachable(*index)).collect::<Vec<_>>();
        let at_first = dead(&world);
        assert_eq!(at_first.len(), 2, "seed {seed}");
        assert!((0..300).any(|index| world.is_reachable(index) && !world.answers_snmp(index)));
        assert!((0..300).any(|index| world.state(index).fill.is_some_and(|fill| fill.percent > 90.0)));
        let mut cut_off = 0;
        for second in 1..=60 {
            world.advance(second * 1000);
            cut_off = cut_off.max(dead(&world).len());
        }
        assert!(cut_off >= 6, "an agency is cut off in the first minute, seed {seed}: {cut_off}");
        world.advance(110_000);
        assert!(at_first.iter().any(|index| world.is_reachable(*index)), "seed {seed}");
    }
}

#[test]
fn a_day_has_troubles_of_every_kind_and_never_too_many() {
    for (seed, devices) in [(1, 300), (2, 300), (3, 1000)] {
        let mut world = world(devices, seed, Life::Lively);
        let (mut sum, mut most, mut rebooted, mut flapped, mut moved) = (0.0, 0.0f64, 0, 0, 0);
        let boots: u32 = world.devices.iter().map(|state| state.boots).sum();
        let ups = |world: &World| world.ports.iter().filter(|port| port.up).count();
        let up_at_first = ups(&world);
        for second in 1..=1200 {
            world.advance(second * 1000);
            let share = troubled(&world);
            (sum, most) = (sum + share, most.max(share));
            flapped += usize::from(ups(&world) != up_at_first);
            moved += world.take_moved().len();
        }
        rebooted += world.devices.iter().map(|state| state.boots).sum::<u32>() - boots;
        let mean = sum / 1200.0;
        assert!((0.005..0.05).contains(&mean) && most < 0.08, "seed {seed}: mean {mean:.3}, most {most:.3}");
        assert!(rebooted > 5 && flapped > 100 && moved > 30, "{rebooted} {flapped} {moved}");
    }
}

#[test]
fn links_fill_and_empty_over_the_day() {
    let mut world = world(300, 1, Life::Lively);
    let mut uses: Vec<f64> = Vec::new();
    for second in 1..=1200 {
        world.advance(second * 1000);
        uses.push(world.loads.of(7).0);
    }
    let (low, high) = uses.iter().fold((1.0f64, 0.0f64), |(low, high), now| (low.min(*now), high.max(*now)));
    assert!(low < 0.1 && high > 0.25, "{low} {high}");
}

#[test]
fn power_starts_anew_and_a_cable_does_not() {
    let mut world = world(60, 1, Life::Calm);
    world.advance(10_000);
    let (ticks, before) = (world.uptime_ticks(9, 10_000), world.octets(9, 1, 10_000));
    world.hurt(9, Trouble::Cable);
    assert!(!world.is_reachable(9));
    world.advance(20_000);
    world.heal(9);
    assert_eq!(world.uptime_ticks(9, 20_000), ticks + 1000);
    assert!(world.octets(9, 1, 20_000) >= before);
    world.hurt(9, Trouble::Power);
    world.advance(30_000);
    world.heal(9);
    assert_eq!((world.uptime_ticks(9, 30_000), world.octets(9, 1, 30_000)), (0, (0, 0)));
    assert!(world.is_reachable(9));
}

#[test]
fn a_held_link_carries_what_it_is_told() {
    let mut world = world(60, 1, Life::Calm);
    let router = (1..60).find(|index| world.plan.devices[*index].contracted_bps.is_some()).unwrap();
    world.hurt(router, Trouble::Full(Fill { percent: 95.0, outgoing: false }));
    world.advance(10_000);
    let before = world.octets(router, 0, 10_000).0;
    world.advance(70_000);
    let rate = (world.octets(router, 0, 70_000).0 - before) as f64 * 8.0 / 60.0;
    let contracted = world.plan.devices[router].contracted_bps.unwrap() as f64;
    assert!((rate / contracted - 0.95).abs() < 0.01, "{}", rate / contracted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens, and however unevenly time is looked at: a counter falls only when its device has started anew,
    /// and no port moves more than its speed.
    #[test]
    fn counters_never_fall_and_never_outrun_the_link(
        seed in 0u64..1000,
        steps in proptest::collection::vec((1u64..9_000, 0u64..500, 0usize..60, 0u8..8), 1..60),
    ) {
        let mut world = world(60, seed, Life::Lively);
        let speeds = speeds(&world);
        let mut now_ms = 0;
        let mut before = readings(&world, 0);
        for (lived_ms, ahead_ms, index, event) in steps {
            let from_ms = now_ms;
            world.advance(now_ms + lived_ms);
            match event {
                0 => world.hurt(index, Trouble::Power),
                1 => world.hurt(index, Trouble::Cable),
                2 => world.hurt(index, Trouble::Full(Fill { percent: 97.0, outgoing: true })),
                3 => world.hurt(index, Trouble::Flap(1)),
                4 => world.heal(index),
                _ => {}
            }
            // An answer looks at a moment a little behind the last one lived, and the world then lives on from there.
            now_ms += lived_ms + ahead_ms;
            let after = readings(&world, now_ms);
            for ((old, new), speed_bps) in before.iter().zip(&after).zip(&speeds) {
                if old.0 != new.0 {
                    continue;
                }
                prop_assert!(new.1 >= old.1 && new.2 >= old.2);
                let most = (speed_bps / 8 + 1) * (now_ms - from_ms) / 1000 + 2;
                prop_assert!(new.1 - old.1 <= most && new.2 - old.2 <= most, "{} {most}", new.1 - old.1);
            }
            before = after;
        }
    }
}

#[test]
fn who_is_dead_from_the_beginning_stays_so_and_takes_nobody_along() {
    let mut world = world(1000, 7, Life::Lively);
    let before: Vec<usize> = (0..1000).filter(|index| !world.is_reachable(*index)).collect();
    drop(world.take_moved());
    world.bury(20);
    let dead: Vec<usize> = (0..1000).filter(|index| !world.state(*index).powered && !before.contains(index)).collect();
    assert!((130..=230).contains(&dead.len()), "{}", dead.len());
    assert!(dead.iter().all(|index| !world.plan.devices.iter().any(|other| other.parent == Some(*index as u32))));
    let moved = world.take_moved();
    assert_eq!(moved.len(), dead.len());
    assert!(moved.iter().all(|(index, present)| !present && dead.contains(index)));
    // Ten minutes of life: others fall and rise, these do not.
    let mut others = 0;
    for step in 1..600 {
        world.advance(step * 1000);
        others += world.take_moved().iter().filter(|(index, _)| !dead.contains(index)).count();
    }
    assert!(dead.iter().all(|index| !world.is_reachable(*index)));
    assert!(others > 10, "{others}");
}

#[test]
fn so_many_of_a_hundred_packets_are_lost() {
    for (percent, expected) in [(0, 0), (5, 5000), (90, 90_000)] {
        let luck = chance::Luck::new(3, percent);
        let lost = (0..100_000).filter(|_| !luck.holds()).count();
        assert!(lost.abs_diff(expected) <= 600 && (percent > 0 || lost == 0), "{percent}: {lost}");
    }
}
