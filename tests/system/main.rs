//! Whole-system tests: few, with real parts (snmpd, Prometheus, a terminal in tmux, network namespaces), and the house rules.

mod architecture;
