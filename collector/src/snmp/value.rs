//! Values of varbinds, lent from the datagram: what fits its type is a value, everything else is `Invalid` (`reliability.md` 5.3).

use super::{
    ber::{Writer, signed, tag, unsigned},
    oid::is_canonical,
};

/// One value as the device gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// INTEGER.
    Integer(i32),
    /// Counter32.
    Counter32(u32),
    /// Gauge32, Unsigned32.
    Gauge32(u32),
    /// TimeTicks, hundredths of a second.
    TimeTicks(u32),
    /// Counter64.
    Counter64(u64),
    /// OCTET STRING.
    Octets(&'a [u8]),
    /// OBJECT IDENTIFIER, its canonical BER content.
    Oid(&'a [u8]),
    /// IpAddress.
    IpAddress([u8; 4]),
    /// Opaque.
    Opaque(&'a [u8]),
    /// noSuchObject, noSuchInstance or NULL: not there.
    Absent,
    /// endOfMibView: nothing behind.
    EndOfMibView,
    /// Does not fit its type.
    Invalid,
}

impl<'a> Value<'a> {
    /// Judges one element.
    #[inline]
    pub fn from_element(tag: u8, content: &'a [u8]) -> Self {
        let narrow = || unsigned(content, 4).and_then(|n| u32::try_from(n).ok());
        let value = match tag {
            tag::INTEGER => signed(content).map(Self::Integer),
            tag::COUNTER32 => narrow().map(Self::Counter32),
            tag::GAUGE32 => narrow().map(Self::Gauge32),
            tag::TIME_TICKS => narrow().map(Self::TimeTicks),
            tag::COUNTER64 => unsigned(content, 8).map(Self::Counter64),
            tag::OCTET_STRING => Some(Self::Octets(content)),
            tag::OBJECT_IDENTIFIER => is_canonical(content).then_some(Self::Oid(content)),
            tag::IP_ADDRESS => content.try_into().ok().map(Self::IpAddress),
            tag::OPAQUE => Some(Self::Opaque(content)),
            tag::NULL | tag::NO_SUCH_OBJECT | tag::NO_SUCH_INSTANCE => Some(Self::Absent),
            tag::END_OF_MIB_VIEW => Some(Self::EndOfMibView),
            _ => None,
        };
        value.unwrap_or(Self::Invalid)
    }

    /// Writes the value; `Invalid` becomes an INTEGER without content, which is none.
    pub fn write(self, writer: &mut Writer) {
        match self {
            Self::Integer(number) => writer.integer(number),
            Self::Counter32(number) => writer.unsigned(tag::COUNTER32, u64::from(number)),
            Self::Gauge32(number) => writer.unsigned(tag::GAUGE32, u64::from(number)),
            Self::TimeTicks(number) => writer.unsigned(tag::TIME_TICKS, u64::from(number)),
            Self::Counter64(number) => writer.unsigned(tag::COUNTER64, number),
            Self::Octets(octets) => writer.element(tag::OCTET_STRING, octets),
            Self::Oid(content) => writer.element(tag::OBJECT_IDENTIFIER, content),
            Self::IpAddress(octets) => writer.element(tag::IP_ADDRESS, &octets),
            Self::Opaque(octets) => writer.element(tag::OPAQUE, octets),
            Self::Absent => writer.element(tag::NO_SUCH_INSTANCE, &[]),
            Self::EndOfMibView => writer.element(tag::END_OF_MIB_VIEW, &[]),
            Self::Invalid => writer.element(tag::INTEGER, &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_its_type_is_a_value() {
        let check = |tag, content: &[u8], expected| {
            assert_eq!(Value::from_element(tag, content), expected, "{tag:02x} {content:02x?}");
        };
        check(tag::INTEGER, &[0xff], Value::Integer(-1));
        check(tag::INTEGER, &[], Value::Invalid);
        check(tag::INTEGER, &[1; 9], Value::Invalid);
        check(tag::TIME_TICKS, &[], Value::Invalid);
        check(tag::COUNTER32, &[0xff; 4], Value::Counter32(u32::MAX));
        check(tag::COUNTER32, &[0, 0xff, 0xff, 0xff, 0xff], Value::Counter32(u32::MAX));
        check(tag::GAUGE32, &[1, 0, 0, 0, 0], Value::Invalid);
        check(tag::COUNTER64, &[0xff; 8], Value::Counter64(u64::MAX));
        check(tag::COUNTER64, &[1; 10], Value::Invalid);
        check(tag::IP_ADDRESS, &[10, 0, 0], Value::Invalid);
        check(tag::IP_ADDRESS, &[10, 0, 0, 1], Value::IpAddress([10, 0, 0, 1]));
        check(tag::OBJECT_IDENTIFIER, &[0x2b, 0x86], Value::Invalid);
        check(tag::OBJECT_IDENTIFIER, &[0], Value::Oid(&[0]));
        check(tag::NO_SUCH_OBJECT, &[], Value::Absent);
        check(tag::NULL, &[], Value::Absent);
        check(tag::END_OF_MIB_VIEW, &[], Value::EndOfMibView);
        check(0x47, &[1], Value::Invalid);
        check(tag::SEQUENCE, &[2, 1, 1], Value::Invalid);
    }
}
