-- What the poller learnt of a device: the credential that it answers, what it bears, boots and time of its SNMPv3 engine.
CREATE TABLE remembered (
  device INTEGER PRIMARY KEY REFERENCES device (id),
  body TEXT NOT NULL
) STRICT;

-- Devices without a credential of their own are tried with the configured ones; those that were to be asked by ICMP only stay so.
ALTER TABLE device ADD COLUMN no_snmp INTEGER NOT NULL DEFAULT 0;
UPDATE device SET no_snmp = 1
 WHERE address IS NOT NULL AND snmp_version IS NULL AND snmp_community IS NULL AND snmp_user IS NULL;
