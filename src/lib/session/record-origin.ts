import type { RecordOrigin } from '../records/append';
import type { ArchiveRule } from '../records/schema';
import type { Settings } from './settings-schema';

/** Where and by whom, as the device's settings state it: what every record carries. */
export const originOf = (settings: Readonly<Settings>): RecordOrigin => ({
	station: { line: settings.line, shift: settings.shift, batch: settings.batch },
	inspector: settings.inspector
});

/** Which pictures the device keeps, in the unit of the records (bytes). */
export const archiveOf = (settings: Readonly<Settings>): ArchiveRule => ({
	keep: settings.archiveRule,
	capBytes: settings.archiveCapMB * 1_000_000
});
