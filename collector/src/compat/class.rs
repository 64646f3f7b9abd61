//! Classes of things to be bought, and what must be stated of each.

use serde::Deserialize;

macro_rules! classes {
    ($( $(#[$doc:meta])* $name:ident $word:literal $id:literal $en:literal [$($mandatory:literal)*] [$($optional:literal)*]; )*) => {
        /// What is to be bought.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs)]
        pub enum Class { $( $(#[$doc])* $name, )* }

        impl Class {
            /// All, in the order of the lists.
            pub const ALL: &'static [Self] = &[$( Self::$name, )*];
            /// The words of all.
            pub const WORDS: &'static [&'static str] = &[$( $word, )*];

            /// The word of specifications.
            pub const fn word(self) -> &'static str { match self { $( Self::$name => $word, )* } }

            /// What people call it, in both languages.
            pub const fn title(self) -> [&'static str; 2] { match self { $( Self::$name => [$id, $en], )* } }

            /// Attributes that must be stated (rule GEN-01).
            pub const fn mandatory(self) -> &'static [&'static str] { match self { $( Self::$name => &[$($mandatory),*], )* } }

            /// Further attributes that rules read of this class.
            pub const fn optional(self) -> &'static [&'static str] { match self { $( Self::$name => &[$($optional),*], )* } }
        }
    };
}

classes! {
    Switch "switch" "Switch" "Switch"
        ["ports" "uplink_ports" "switch_type" "vlan_8021q" "stp_modes" "snmp_versions" "power_input"]
        ["max_vlans" "lag" "lag_max_members" "mgmt_api" "lldp" "mgmt_protocols" "tls_max" "dot1x" "can_disable_services"
         "syslog" "ipv6" "ip_addresses" "has_radio" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until" "poe_budget_w" "poe_ports"
         "u_height" "is_full_depth" "power_max_w" "power_factor" "power_inlets" "airflow"];
    Router "router" "Router" "Router"
        ["ports" "uplink_ports" "snmp_versions" "throughput_imix_mbps" "protocols" "power_input"]
        ["vpn_throughput_mbps" "vlan_8021q" "max_vlans" "mgmt_api" "mgmt_protocols" "tls_max" "can_disable_services" "syslog"
         "ipv6" "ip_addresses" "has_radio" "bands_mhz" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"
         "u_height" "is_full_depth" "power_max_w" "power_factor" "power_inlets" "airflow"];
    Firewall "firewall" "Firewall" "Firewall"
        ["ports" "uplink_ports" "snmp_versions" "throughput_imix_mbps" "protocols" "power_input"]
        ["vpn_throughput_mbps" "mgmt_api" "mgmt_protocols" "tls_max" "can_disable_services" "syslog" "ipv6" "ip_addresses"
         "has_radio" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until" "u_height" "is_full_depth" "power_max_w" "power_factor"
         "power_inlets" "airflow"];
    AccessPoint "access_point" "Titik akses Wi-Fi" "Access point"
        ["bands_mhz" "wifi_generation" "wifi_security" "uplink_ports" "controller_family" "max_ssids" "power_input"]
        ["region_lockable_id" "eirp_6ghz_dbm" "integral_antenna" "weatherproof" "vlan_8021q" "max_vlans" "vlan_per_ssid"
         "controller_min_version" "standalone" "poe_kind" "poe_class" "poe_type" "poe_reduced_class" "injector_included"
         "snmp_versions" "mgmt_api" "lldp" "mgmt_protocols" "tls_max" "dot1x" "can_disable_services" "syslog" "ipv6"
         "ip_addresses" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Radio "radio" "Radio" "Radio link"
        ["bands_mhz" "radio_family" "power_input"]
        ["region_lockable_id" "eirp_6ghz_dbm" "integral_antenna" "weatherproof" "link_band_mhz" "channel_widths_mhz" "poe_kind"
         "poe_class" "poe_type" "poe_reduced_class" "injector_included" "snmp_versions" "mgmt_api" "mgmt_protocols" "tls_max"
         "can_disable_services" "syslog" "ip_addresses" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Transceiver "transceiver" "Modul serat/SFP" "Transceiver"
        ["form_factor" "standard" "rate_mbps"]
        ["tx_nm" "rx_nm" "reach_m" "connector" "coded_for" "ddm" "power_max_w"];
    Pc "pc" "Komputer (PC)" "PC"
        ["cpu_vendor" "ram_gb" "disk_gb" "tpm_version" "os_product" "arch"]
        ["cpu_generation" "cpu_zen" "cpu_windows11_listed" "cpu_ghz" "cpu_cores" "disk_media" "uefi_secure_boot" "directx12"
         "os_cycle" "os_edition" "os_licence" "video_outputs" "uplink_ports" "wifi_generation" "wifi_security" "ip_addresses"
         "has_radio" "power_input" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Laptop "laptop" "Laptop" "Laptop"
        ["cpu_vendor" "ram_gb" "disk_gb" "tpm_version" "os_product" "arch"]
        ["cpu_generation" "cpu_zen" "cpu_windows11_listed" "cpu_ghz" "cpu_cores" "disk_media" "uefi_secure_boot" "directx12"
         "screen_inch" "os_cycle" "os_edition" "os_licence" "video_outputs" "wifi_generation" "wifi_security" "ip_addresses"
         "has_radio" "power_input" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Memory "memory" "Modul memori" "Memory module" ["ddr" "dimm_form" "module_type" "size_gb" "speed_mts"] [];
    Disk "disk" "Disk" "Disk" ["disk_model" "disk_interface" "capacity_gb"] ["on_vendor_list"];
    Server "server" "Server" "Server"
        ["cpu_vendor" "ram_gb" "u_height" "depth_mm" "weight_kg" "power_max_w" "power_inlets" "uplink_ports"]
        ["is_full_depth" "power_factor" "airflow" "hcl" "bmc" "lag" "lag_max_members" "snmp_versions" "mgmt_api" "ipv6"
         "ip_addresses" "os_product" "os_cycle" "power_input" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Nas "nas" "Penyimpanan jaringan (NAS)" "NAS"
        ["storage_protocols" "bays" "power_input"]
        ["ad_join" "uplink_ports" "lag" "lag_max_members" "snmp_versions" "mgmt_api" "ip_addresses" "capacity_gb" "removable"
         "u_height" "is_full_depth" "depth_mm" "weight_kg" "power_max_w" "power_factor" "power_inlets" "airflow" "ac_voltage_v"
         "ac_frequency_hz" "plug" "support_until"];
    BackupMedia "backup_media" "Media cadangan" "Backup medium" ["capacity_gb" "removable"] [];
    Printer "printer" "Pencetak" "Printer"
        ["driverless_standards" "paper_sizes" "consumables" "power_input"]
        ["technology" "drivers" "scan" "scan_targets" "custom_paper_max_mm" "recommended_pages_month" "duty_cycle_pages"
         "wifi_bands" "wifi_security" "snmp_versions" "mgmt_api" "ip_addresses" "has_radio" "ac_voltage_v" "ac_frequency_hz"
         "plug" "support_until"];
    Scanner "scanner" "Pemindai" "Scanner"
        ["scan_targets" "paper_sizes" "power_input"]
        ["custom_paper_max_mm" "wifi_bands" "wifi_security" "ip_addresses" "has_radio" "ac_voltage_v" "ac_frequency_hz" "plug"
         "support_until"];
    Ups "ups" "UPS" "UPS"
        ["rated_va" "rated_w" "waveform" "monitoring" "power_input"]
        ["runtime_minutes" "input_current_a" "ip_addresses" "u_height" "is_full_depth" "depth_mm" "weight_kg" "airflow"
         "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Camera "camera" "Kamera" "Camera"
        ["onvif_profiles" "codecs" "stream_mbps" "power_input"]
        ["uplink_ports" "poe_kind" "poe_class" "poe_type" "poe_reduced_class" "injector_included" "snmp_versions" "mgmt_api"
         "ip_addresses" "has_radio" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Nvr "nvr" "Perekam kamera (NVR)" "Recorder (NVR)"
        ["onvif_profiles" "codecs" "power_input"]
        ["uplink_ports" "snmp_versions" "mgmt_api" "ip_addresses" "u_height" "is_full_depth" "power_max_w" "power_factor" "power_inlets"
         "airflow" "ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Phone "phone" "Telepon IP" "IP phone"
        ["phone_protocols" "power_input"]
        ["pc_port_mbps" "lldp_med" "uplink_ports" "vlan_8021q" "max_vlans" "poe_kind" "poe_class" "poe_type" "poe_reduced_class"
         "injector_included" "snmp_versions" "mgmt_api" "ip_addresses" "has_radio" "ac_voltage_v" "ac_frequency_hz" "plug"
         "support_until"];
    Monitor "monitor" "Monitor" "Monitor" ["video_inputs"] ["power_input" "ac_voltage_v" "ac_frequency_hz" "plug"];
    Projector "projector" "Proyektor" "Projector"
        ["video_inputs" "power_input"] ["ac_voltage_v" "ac_frequency_hz" "plug" "support_until"];
    Rack "rack" "Rak" "Rack" ["u_height"] [];
    Software "software" "Perangkat lunak" "Software" ["components"] [];
    Application "application" "Aplikasi" "Application"
        ["documents" "components" "hosting" "domain" "sso" "copyright_holder" "backup_plan"] ["container"];
    Other "other" "Lainnya" "Other" [] ["support_until"];
}

impl Class {
    /// The class of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.word() == word)
    }
}
