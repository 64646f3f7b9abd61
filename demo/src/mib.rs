//! The objects that pretend devices answer, and the only place of this crate where object identifiers stand.
//!
//! Elsewhere OIDs live in `mibs/`, where the collector's profiles are. The demo is the other side of the wire: it must
//! not learn from the profile what the profile is to find out.

use crate::family::Part;

/// sysObjectID of MikroTik RouterOS.
pub(crate) const MIKROTIK: &[u32] = &[1, 3, 6, 1, 4, 1, 14988, 1];
/// cat29xxStack.
pub(crate) const CISCO_2960X: &[u32] = &[1, 3, 6, 1, 4, 1, 9, 1, 1208];
/// Huawei S5720.
pub(crate) const HUAWEI_S5720: &[u32] = &[1, 3, 6, 1, 4, 1, 2011, 2, 23, 291];
/// TP-Link JetStream with 48 ports.
pub(crate) const TPLINK_JETSTREAM: &[u32] = &[1, 3, 6, 1, 4, 1, 11863, 5, 34];
/// TP-Link T1600G-28TS.
pub(crate) const TPLINK_T1600G: &[u32] = &[1, 3, 6, 1, 4, 1, 11863, 5, 28];
/// D-Link DES-3526.
pub(crate) const DLINK_DES3526: &[u32] = &[1, 3, 6, 1, 4, 1, 171, 10, 64, 1];
/// Ubiquiti UniFi.
pub(crate) const UBIQUITI: &[u32] = &[1, 3, 6, 1, 4, 1, 41112];
/// HP JetDirect.
pub(crate) const HP_JETDIRECT: &[u32] = &[1, 3, 6, 1, 4, 1, 11, 2, 3, 9, 1];
/// Brother print server.
pub(crate) const BROTHER: &[u32] = &[1, 3, 6, 1, 4, 1, 2435, 2, 3, 9, 1];
/// APC Smart-UPS.
pub(crate) const APC_SMART_UPS: &[u32] = &[1, 3, 6, 1, 4, 1, 318, 1, 3, 27];
/// net-snmp on Linux.
pub(crate) const NET_SNMP_LINUX: &[u32] = &[1, 3, 6, 1, 4, 1, 8072, 3, 2, 10];
/// Windows NT server.
pub(crate) const WINDOWS_SERVER: &[u32] = &[1, 3, 6, 1, 4, 1, 311, 1, 1, 3, 1, 2];
/// Axis network camera.
pub(crate) const AXIS: &[u32] = &[1, 3, 6, 1, 4, 1, 368, 1, 1];
/// hrStorageTypes; the last arc is the type.
pub(crate) const STORAGE_TYPES: &[u32] = &[1, 3, 6, 1, 2, 1, 25, 2, 1];
/// hrDeviceTypes; the last arc is the type.
pub(crate) const DEVICE_TYPES: &[u32] = &[1, 3, 6, 1, 2, 1, 25, 3, 1];
/// zeroDotZero.
pub(crate) const ZERO: &[u32] = &[0, 0];

/// What the instances of an object are numbered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// One instance, `.0`.
    Scalar,
    /// ifIndex.
    Ports,
    /// The device's one IPv4 address.
    Address,
    /// hrStorageIndex.
    Volumes,
    /// hrDeviceIndex of processors; the only printer of a printer.
    Processors,
    /// hrDeviceIndex 1 of a printer.
    PrinterDevice,
    /// hrDeviceIndex 1 and marker 1 of a printer.
    Marker,
    /// hrDeviceIndex 1 and the number of a supply.
    Supplies,
    /// One row with the index 1: a UPS line, a process group.
    One,
    /// entPhysicalIndex of the chassis.
    Chassis,
    /// laIndex: 1, 5 and 15 minutes.
    Loads,
    /// lldpLocPortNum: the row of a port, from 1.
    LldpPorts,
    /// lldpRemTimeMark, lldpRemLocalPortNum, lldpRemIndex.
    Neighbours,
    /// The same, and the management address of the neighbour.
    NeighbourAddresses,
}

/// The identifier of an object below `ieee8021` (of LLDP-MIB) or `internet` (of all others).
macro_rules! name {
    (lldp $($arc:literal)*) => { &[1, 0, 8802, 1, 1, 2, 1, $($arc),*] };
    (internet $($arc:literal)*) => { &[1, 3, 6, 1, $($arc),*] };
}

macro_rules! objects {
    ($( $root:ident { $( $object:ident [$($arc:literal)*] $rows:ident $part:ident )* } )*) => {
        /// An object of a MIB that pretend devices answer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Object { $( $( $object, )* )* }

        /// Every object in the order of its identifier: name, the part of a device that answers it, its instances.
        pub(crate) const OBJECTS: &[(Object, &[u32], Rows, Part)] =
            &[ $( $( (Object::$object, name!($root $($arc)*), Rows::$rows, Part::$part), )* )* ];
    };
}

objects! {
    lldp {
        LldpChassisKind   [3 1] Scalar Lldp
        LldpChassis       [3 2] Scalar Lldp
        LldpName          [3 3] Scalar Lldp
        LldpDescr         [3 4] Scalar Lldp
        LldpPortKind      [3 7 1 2] LldpPorts Lldp
        LldpPort          [3 7 1 3] LldpPorts Lldp
        LldpPortDescr     [3 7 1 4] LldpPorts Lldp
        LldpRemChassisKind [4 1 1 4] Neighbours Lldp
        LldpRemChassis    [4 1 1 5] Neighbours Lldp
        LldpRemPortKind   [4 1 1 6] Neighbours Lldp
        LldpRemPort       [4 1 1 7] Neighbours Lldp
        LldpRemPortDescr  [4 1 1 8] Neighbours Lldp
        LldpRemName       [4 1 1 9] Neighbours Lldp
        LldpRemDescr      [4 1 1 10] Neighbours Lldp
        LldpRemEnabled    [4 1 1 12] Neighbours Lldp
        LldpRemManIfKind  [4 2 1 3] NeighbourAddresses Lldp
    }
    internet {
        SysDescr          [2 1 1 1] Scalar Base
        SysObjectId       [2 1 1 2] Scalar Base
        SysUpTime         [2 1 1 3] Scalar Base
        SysContact        [2 1 1 4] Scalar Base
        SysName           [2 1 1 5] Scalar Base
        SysLocation       [2 1 1 6] Scalar Base
        SysServices       [2 1 1 7] Scalar Base
        IfNumber          [2 1 2 1] Scalar Base
        IfIndex           [2 1 2 2 1 1] Ports Base
        IfDescr           [2 1 2 2 1 2] Ports Base
        IfType            [2 1 2 2 1 3] Ports Base
        IfMtu             [2 1 2 2 1 4] Ports Base
        IfSpeed           [2 1 2 2 1 5] Ports Base
        IfPhysAddress     [2 1 2 2 1 6] Ports Base
        IfAdminStatus     [2 1 2 2 1 7] Ports Base
        IfOperStatus      [2 1 2 2 1 8] Ports Base
        IfLastChange      [2 1 2 2 1 9] Ports Base
        IfInOctets        [2 1 2 2 1 10] Ports Base
        IfInUcastPkts     [2 1 2 2 1 11] Ports Base
        IfInDiscards      [2 1 2 2 1 13] Ports Base
        IfInErrors        [2 1 2 2 1 14] Ports Base
        IfOutOctets       [2 1 2 2 1 16] Ports Base
        IfOutUcastPkts    [2 1 2 2 1 17] Ports Base
        IfOutDiscards     [2 1 2 2 1 19] Ports Base
        IfOutErrors       [2 1 2 2 1 20] Ports Base
        IpAdEntAddr       [2 1 4 20 1 1] Address Base
        IpAdEntIfIndex    [2 1 4 20 1 2] Address Base
        IpAdEntNetMask    [2 1 4 20 1 3] Address Base
        HrSystemUptime    [2 1 25 1 1] Scalar Host
        HrSystemProcesses [2 1 25 1 6] Scalar Ucd
        HrMemorySize      [2 1 25 2 2] Scalar Host
        HrStorageIndex    [2 1 25 2 3 1 1] Volumes Host
        HrStorageType     [2 1 25 2 3 1 2] Volumes Host
        HrStorageDescr    [2 1 25 2 3 1 3] Volumes Host
        HrStorageUnits    [2 1 25 2 3 1 4] Volumes Host
        HrStorageSize     [2 1 25 2 3 1 5] Volumes Host
        HrStorageUsed     [2 1 25 2 3 1 6] Volumes Host
        HrDeviceType      [2 1 25 3 2 1 2] PrinterDevice Printer
        HrDeviceDescr     [2 1 25 3 2 1 3] PrinterDevice Printer
        HrDeviceStatus    [2 1 25 3 2 1 5] PrinterDevice Printer
        HrProcessorFrwId  [2 1 25 3 3 1 1] Processors Host
        HrProcessorLoad   [2 1 25 3 3 1 2] Processors Host
        HrPrinterStatus   [2 1 25 3 5 1 1] PrinterDevice Printer
        HrPrinterErrors   [2 1 25 3 5 1 2] PrinterDevice Printer
        IfName            [2 1 31 1 1 1 1] Ports Wide
        IfHcInOctets      [2 1 31 1 1 1 6] Ports Wide
        IfHcInUcastPkts   [2 1 31 1 1 1 7] Ports Wide
        IfHcInMcastPkts   [2 1 31 1 1 1 8] Ports Wide
        IfHcInBcastPkts   [2 1 31 1 1 1 9] Ports Wide
        IfHcOutOctets     [2 1 31 1 1 1 10] Ports Wide
        IfHcOutUcastPkts  [2 1 31 1 1 1 11] Ports Wide
        IfHcOutMcastPkts  [2 1 31 1 1 1 12] Ports Wide
        IfHcOutBcastPkts  [2 1 31 1 1 1 13] Ports Wide
        IfHighSpeed       [2 1 31 1 1 1 15] Ports Wide
        IfConnector       [2 1 31 1 1 1 17] Ports Wide
        IfAlias           [2 1 31 1 1 1 18] Ports Wide
        IfDiscontinuity   [2 1 31 1 1 1 19] Ports Wide
        UpsMaker          [2 1 33 1 1 1] Scalar Ups
        UpsModel          [2 1 33 1 1 2] Scalar Ups
        UpsBatteryStatus  [2 1 33 1 2 1] Scalar Ups
        UpsOnBattery      [2 1 33 1 2 2] Scalar Ups
        UpsMinutesLeft    [2 1 33 1 2 3] Scalar Ups
        UpsCharge         [2 1 33 1 2 4] Scalar Ups
        UpsBatteryVoltage [2 1 33 1 2 5] Scalar Ups
        UpsTemperature    [2 1 33 1 2 7] Scalar Ups
        UpsInputLines     [2 1 33 1 3 2] Scalar Ups
        UpsInputFrequency [2 1 33 1 3 3 1 2] One Ups
        UpsInputVoltage   [2 1 33 1 3 3 1 3] One Ups
        UpsOutputSource   [2 1 33 1 4 1] Scalar Ups
        UpsOutputLines    [2 1 33 1 4 3] Scalar Ups
        UpsOutputVoltage  [2 1 33 1 4 4 1 2] One Ups
        UpsOutputLoad     [2 1 33 1 4 4 1 5] One Ups
        PrtSerialNumber   [2 1 43 5 1 1 17] PrinterDevice Printer
        PrtLifeCount      [2 1 43 10 2 1 4] Marker Printer
        PrtSupplyClass    [2 1 43 11 1 1 4] Supplies Printer
        PrtSupplyType     [2 1 43 11 1 1 5] Supplies Printer
        PrtSupplyDescr    [2 1 43 11 1 1 6] Supplies Printer
        PrtSupplyUnit     [2 1 43 11 1 1 7] Supplies Printer
        PrtSupplyMax      [2 1 43 11 1 1 8] Supplies Printer
        PrtSupplyLevel    [2 1 43 11 1 1 9] Supplies Printer
        EntDescr          [2 1 47 1 1 1 1 2] Chassis Entity
        EntClass          [2 1 47 1 1 1 1 5] Chassis Entity
        EntName           [2 1 47 1 1 1 1 7] Chassis Entity
        EntSoftware       [2 1 47 1 1 1 1 10] Chassis Entity
        EntSerial         [2 1 47 1 1 1 1 11] Chassis Entity
        EntMaker          [2 1 47 1 1 1 1 12] Chassis Entity
        EntModel          [2 1 47 1 1 1 1 13] Chassis Entity
        CpmCpuOneMinute   [4 1 9 9 109 1 1 1 1 7] One CiscoProcess
        CpmCpuFiveMinutes [4 1 9 9 109 1 1 1 1 8] One CiscoProcess
        ApcModel          [4 1 318 1 1 1 1 1 1] Scalar PowerNet
        ApcSerial         [4 1 318 1 1 1 1 2 3] Scalar PowerNet
        MemTotalSwap      [4 1 2021 4 3] Scalar Ucd
        MemTotalReal      [4 1 2021 4 5] Scalar Ucd
        MemAvailReal      [4 1 2021 4 6] Scalar Ucd
        MemBuffer         [4 1 2021 4 14] Scalar Ucd
        MemCached         [4 1 2021 4 15] Scalar Ucd
        LaLoad            [4 1 2021 10 1 3] Loads Ucd
        SsCpuIdle         [4 1 2021 11 11] Scalar Ucd
        SynoModel         [4 1 6574 1 5 1] Scalar Synology
        SynoSerial        [4 1 6574 1 5 2] Scalar Synology
        SynoVersion       [4 1 6574 1 5 3] Scalar Synology
        MtxrVersion       [4 1 14988 1 1 4 4] Scalar RouterOs
        MtxrSerial        [4 1 14988 1 1 7 3] Scalar RouterOs
        MtxrFirmware      [4 1 14988 1 1 7 4] Scalar RouterOs
        MtxrBoard         [4 1 14988 1 1 7 9] Scalar RouterOs
        EngineId          [6 3 10 2 1 1] Scalar Engine
        EngineBoots       [6 3 10 2 1 2] Scalar Engine
        EngineTime        [6 3 10 2 1 3] Scalar Engine
        EngineMaxMessage  [6 3 10 2 1 4] Scalar Engine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_stand_in_order_and_none_inside_another() {
        for pair in OBJECTS.windows(2) {
            assert!(pair[0].1 < pair[1].1, "{:?} {:?}", pair[0].0, pair[1].0);
            assert!(!pair[1].1.starts_with(pair[0].1), "{:?} {:?}", pair[0].0, pair[1].0);
        }
    }
}
