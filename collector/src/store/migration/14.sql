-- A device's own interval of full readings, seconds; none: that of the settings.
ALTER TABLE device ADD COLUMN interval_seconds INTEGER;
