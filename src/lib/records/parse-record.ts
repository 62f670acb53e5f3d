import * as v from 'valibot';
import { logRecordSchema, type LogRecord } from '../domain/record';
import { BUNDLE_FORMAT, bundleManifestSchema, ImportRefused, type BundleManifest } from './bundle-format';

/** What every export is read with, whatever its form: JSON, manifest, record. Each throws {@link ImportRefused}. */

export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new ImportRefused('not-a-bundle', 'no JSON', { cause });
	}
}

export function parseManifest(json: unknown): BundleManifest {
	const { format, formatVersion } = (json ?? {}) as Record<string, unknown>;
	if (format !== BUNDLE_FORMAT) throw new ImportRefused('not-a-bundle', 'not an export of this app');
	if (formatVersion !== 1) throw new ImportRefused('unknown-version', `format version ${String(formatVersion)}`);
	const parsed = v.safeParse(bundleManifestSchema, json);
	if (!parsed.success) throw new ImportRefused('schema', `manifest: ${parsed.issues[0].message}`);
	return parsed.output;
}

export function parseRecord(json: unknown): LogRecord {
	const parsed = v.safeParse(logRecordSchema, json, { abortEarly: true });
	if (parsed.success) return parsed.output;
	const [issue] = parsed.issues;
	throw new ImportRefused('schema', `a record's ${v.getDotPath(issue) ?? 'shape'}: ${issue.message}`);
}
