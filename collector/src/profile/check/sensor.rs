//! The sense of what a file says of sensors.

use super::Check;
use crate::{
    profile::{
        file,
        sensor::{CLASSES, Condition, Name, SensorRule, Severity, States, is_single},
    },
    snmp::Oid,
};
use regex_lite::Regex;
use std::{collections::BTreeMap, sync::Arc};
use toml::Spanned;

/// The states of a file, by name.
pub type StateMaps = BTreeMap<String, Arc<States>>;

/// Puts the four lists of each map of states together.
pub(super) fn states(maps: BTreeMap<String, file::States>) -> StateMaps {
    let whole = |states: file::States| {
        let lists = [
            (states.ok, Severity::Ok),
            (states.warning, Severity::Warning),
            (states.critical, Severity::Critical),
            (states.unknown, Severity::Unknown),
        ];
        lists
            .into_iter()
            .flat_map(|(list, severity)| list.into_iter().map(move |(value, label)| (value, (label, severity))))
            .collect()
    };
    maps.into_iter().map(|(name, states)| (name, Arc::new(whole(states)))).collect()
}

impl Check<'_, '_> {
    pub(super) fn sensor(&mut self, sensor: file::Sensor) -> Option<SensorRule<Oid>> {
        let states = match &sensor.state {
            Some(name) => Some(self.state_map(name)?),
            None => None,
        };
        let class = match (&sensor.class, &states) {
            (Some(class), None) => self.sensor_class(class)?,
            (None, Some(_)) => "state",
            _ => {
                self.tell(&sensor.oid, "a sensor has either a class or a state");
                return None;
            }
        };
        Some(SensorRule { states, ..self.row(sensor, class)? })
    }

    /// How the rows of a sensor, or of anything that is read like one, are found, read and named.
    pub(super) fn row(&mut self, sensor: file::Sensor, class: &'static str) -> Option<SensorRule<Oid>> {
        let value: Oid = self.good(&sensor.oid, sensor.oid.get_ref().parse())?;
        let name = self.sensor_name(&sensor, &value)?;
        let descr = sensor.descr.clone().map_or_else(
            || if matches!(name, Name::None) { String::new() } else { "{name}".to_owned() },
            Spanned::into_inner,
        );
        let index = match &sensor.index {
            Some(regex) => Some(self.good(regex, Regex::new(regex.get_ref()))?),
            None => None,
        };
        let mut when = Vec::new();
        for condition in sensor.when {
            let object = self.good(&condition.oid, condition.oid.get_ref().parse())?;
            if condition.is.is_empty() && condition.not.is_empty() {
                self.tell(&condition.oid, "a condition has is or not");
            }
            when.push(Condition { object, is: condition.is, not: condition.not });
        }
        let mut limits = [None, None, None, None];
        for (place, oid) in
            [&sensor.limit_low, &sensor.warn_low, &sensor.warn_high, &sensor.limit_high].into_iter().enumerate()
        {
            if let Some(oid) = oid {
                limits[place] = Some(self.good(oid, oid.get_ref().parse())?);
            }
        }
        let scale = self.factor(sensor.scale.as_ref()) / self.factor(sensor.divisor.as_ref());
        let decimals = match &sensor.decimals {
            Some(oid) => Some(self.good(oid, oid.get_ref().parse())?),
            None => None,
        };
        let regex = match &sensor.regex {
            Some(regex) => Some(self.good(regex, Regex::new(regex.get_ref()))?),
            None => None,
        };
        let range = (sensor.least.unwrap_or(f64::NEG_INFINITY), sensor.most.unwrap_or(f64::INFINITY));
        let (conversion, none) = (sensor.from, sensor.none);
        Some(SensorRule {
            class,
            value,
            descr,
            name,
            scale,
            decimals,
            regex,
            conversion,
            none,
            range,
            when,
            index,
            limits,
            states: None,
        })
    }

    fn sensor_class(&mut self, class: &Spanned<String>) -> Option<&'static str> {
        let known = CLASSES.iter().map(|(word, _)| *word).find(|word| word == class.get_ref());
        if known.is_none() {
            let words: Vec<&str> = CLASSES.iter().map(|(word, _)| *word).collect();
            let message = format!("no class of sensors {:?}; allowed: {}", class.get_ref(), words.join(", "));
            self.tell(class, message);
        }
        known
    }

    fn state_map(&mut self, name: &Spanned<String>) -> Option<Arc<States>> {
        let states = self.states.get(name.get_ref()).cloned();
        if states.is_none() {
            let known: Vec<&str> = self.states.keys().map(String::as_str).collect();
            let message = format!("no state {:?} in this file; it has {}", name.get_ref(), known.join(", "));
            self.tell(name, message);
        }
        states
    }

    fn sensor_name(&mut self, sensor: &file::Sensor, value: &Oid) -> Option<Name<Oid>> {
        let arc = sensor.arc.unwrap_or(1);
        let name = match (&sensor.named_by, &sensor.of) {
            (None, None) => Name::None,
            (Some(oid), None) => Name::Column(self.good(oid, oid.get_ref().parse())?),
            (None, Some(of)) => match of.get_ref().as_str() {
                "entity" => Name::Entity(arc),
                "port" => Name::Port(arc),
                "index" => Name::Index(arc),
                other => {
                    self.tell(of, format!("a sensor cannot belong to {other:?}; allowed: entity, port, index"));
                    return None;
                }
            },
            (Some(oid), Some(_)) => {
                self.tell(oid, "a sensor has either named_by or of");
                return None;
            }
        };
        if is_single(value) && matches!(name, Name::Entity(_) | Name::Port(_)) {
            self.tell(&sensor.oid, "a single object has no row of an entity or port");
        }
        Some(name)
    }

    fn factor(&mut self, factor: Option<&Spanned<f64>>) -> f64 {
        let Some(factor) = factor else { return 1.0 };
        if !factor.get_ref().is_normal() {
            self.tell(factor, "a scale or divisor is a finite number other than 0");
        }
        *factor.get_ref()
    }
}
