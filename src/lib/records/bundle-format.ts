import * as v from 'valibot';
import { InspectorError } from '../domain/errors';
import { count, label, sha256, utcTime, uuid } from '../domain/record-fields';
import { LARGEST_ARCHIVE_BYTES } from './archive-rule';

/**
 * The bundle: one ZIP file that holds everything of a tablet.
 *
 *     manifest.json            what it is, and where every chain stood when it was written
 *     records.jsonl            one record a line, chain by chain, in the order of the sequence
 *     pictures/<sha256>.<ext>  pictures and thumbnails, named by their content
 *
 * The JSON export is one object: the manifest's fields and `records`. The table is described in record-table.
 */
export const BUNDLE_FORMAT = 'bottle-inspector-records';

export const bundleManifestSchema = v.object({
	format: v.literal(BUNDLE_FORMAT),
	formatVersion: v.literal(1),
	exportedAt: utcTime,
	appVersion: label,
	chains: v.pipe(v.array(v.strictObject({ deviceId: uuid, sequence: count, hash: sha256 })), v.maxLength(1000))
});
export type BundleManifest = v.InferOutput<typeof bundleManifestSchema>;

export const EXTENSIONS = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' } as const;

/** Limits of what an import reads, whatever the file claims. */
export const LIMITS = {
	/** Entries in the ZIP file. */
	entries: 400_000,
	/** Unpacked bytes of all entries together: the largest archive, all records and 65,000 thumbnails of the largest size. */
	totalBytes: LARGEST_ARCHIVE_BYTES + 2 ** 30 + 4 * 2 ** 30,
	manifestBytes: 2 ** 20,
	/** Unpacked bytes of all records. */
	recordsBytes: 2 ** 30,
	/** Characters of one record's line. */
	lineLength: 64 * 1024,
	pictureBytes: 32 * 2 ** 20
} as const;

export const REFUSALS = [
	'not-a-bundle',
	'unknown-version',
	'too-large',
	'unexpected-name',
	'damaged',
	'schema',
	'chain',
	'conflict',
	'gap',
	'picture',
	'edited'
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Why an import was refused; nothing has been changed then. */
export class ImportRefused extends InspectorError {
	constructor(
		readonly refusal: Refusal,
		message: string,
		options?: { cause?: unknown }
	) {
		super('import-refused', message, options);
	}
}
