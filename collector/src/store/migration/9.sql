-- Device types and overlays that were brought, one of each a product; a newer one replaces the former.
CREATE TABLE product (
  kind TEXT NOT NULL,
  manufacturer TEXT NOT NULL,
  model TEXT NOT NULL,
  part_number TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, manufacturer, model)
) STRICT;
CREATE INDEX product_model ON product (model);
CREATE INDEX product_part_number ON product (part_number) WHERE part_number IS NOT NULL;
