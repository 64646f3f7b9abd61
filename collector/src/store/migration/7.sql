-- Secrets are sealed with the key of the installation; `secure_delete` wipes what they were.
UPDATE device SET snmp_community = seal(snmp_community), snmp_user = seal(snmp_user)
 WHERE snmp_community IS NOT NULL OR snmp_user IS NOT NULL;
UPDATE proposal SET access = seal(access) WHERE access IS NOT NULL;
