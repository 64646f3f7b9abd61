-- Machines that GLPI and FusionInventory agents tell of: who waits with which inventory (gzip), who was let in, who was refused.
CREATE TABLE machine (id TEXT PRIMARY KEY, body TEXT NOT NULL, inventory BLOB) STRICT;
