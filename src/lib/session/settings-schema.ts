import * as v from 'valibot';
import { fraction, label, uuid } from '../domain/record-fields';
import { LARGEST_ARCHIVE_BYTES } from '../records/archive-rule';

/** Everything that one device remembers of how its inspector wants to work. Each field falls back by itself. */

export const LANGUAGES = ['pt-BR', 'en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];
export const THEMES = ['system', 'dark', 'light', 'contrast'] as const;
export type ThemeChoice = (typeof THEMES)[number];
export const ARCHIVE_RULES = ['none', 'opens-and-unsures', 'all'] as const;
export type ArchiveRule = (typeof ARCHIVE_RULES)[number];

/** One line of text, as records take it. */
const name = v.fallback(v.pipe(v.string(), v.trim(), label), '');
const flag = (byDefault: boolean) => v.fallback(v.boolean(), byDefault);

/** `model`: the operating point that the model came with; `custom`: closed is said only from `closedFrom` on; `taught`: refitted to own bottles. */
const thresholdProfile = v.variant('kind', [
	v.object({ kind: v.literal('model') }),
	v.object({
		kind: v.literal('custom'),
		/** Calibrated probability of closed, 0.5..1, from which the verdict closed is given. */
		closedFrom: v.pipe(v.number(), v.minValue(0.5), v.maxValue(1))
	}),
	v.object({
		kind: v.literal('taught'),
		teachInId: uuid,
		modelVersion: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
		temperature: v.pipe(v.number(), v.minValue(0.05), v.maxValue(50)),
		open: fraction,
		closed: fraction
	})
]);
export type ThresholdProfile = v.InferOutput<typeof thresholdProfile>;

/** Reports go to the server that served the app, and to no other: the content security policy allows none. */
const reporting = v.object({ enabled: flag(false) });

export const settingsSchema = v.object({
	language: v.fallback(v.picklist(LANGUAGES), () => preferredLanguage()),
	theme: v.fallback(v.picklist(THEMES), 'system'),
	soundOpen: flag(true),
	vibrateOpen: flag(true),
	flashOpen: flag(true),
	/** An alarm that has to be acknowledged after so many open bottles in a row; 0: never. */
	alarmAfterOpens: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)), 3),
	countingMode: flag(false),
	thresholdProfile: v.fallback(thresholdProfile, { kind: 'model' }),
	/** Which pictures are kept with their records. */
	archiveRule: v.fallback(v.picklist(ARCHIVE_RULES), 'opens-and-unsures'),
	/** Whether verdicts on opened files become records, as the camera's do. */
	recordFiles: flag(true),
	/** Most megabytes (10^6 bytes) that kept pictures may take; the oldest go first. */
	archiveCapMB: v.fallback(
		v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(LARGEST_ARCHIVE_BYTES / 1_000_000)),
		200
	),
	line: name,
	shift: name,
	inspector: name,
	batch: name,
	/** `deviceId` of the camera lens chosen last; null: the browser's rear camera. */
	lensId: v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(200))), null),
	reporting: v.fallback(reporting, { enabled: false })
});
export type Settings = v.InferOutput<typeof settingsSchema>;

/** The first of the reader's languages that the app speaks, by its main part; Portuguese where it speaks none. */
export function preferredLanguage(languages: readonly string[] = globalThis.navigator?.languages ?? []): Language {
	for (const wanted of languages) {
		const main = wanted.toLowerCase().split('-')[0];
		const spoken = LANGUAGES.find((language) => language.toLowerCase().split('-')[0] === main);
		if (spoken) return spoken;
	}
	return 'pt-BR';
}
