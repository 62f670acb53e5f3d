import { temperatureOf } from '$lib/calibration/probabilities';
import { sniff, SNIFF_BYTES } from '$lib/preprocess/sniff';
import { FILE_NAME_LIMIT } from '$lib/domain/record-fields';
import { LIMITS } from '$lib/records/bundle-format';
import { recordCheck } from '$lib/records/record-check';
import type { RecordStore } from '$lib/records/store';
import { installOffer } from '$lib/session/install-offer.svelte';
import { archiveOf, originOf } from '$lib/session/record-origin';
import type { Settings } from '$lib/session/settings-schema';
import { teachInOf } from '$lib/session/threshold-profile';
import type { FileCheck, JudgedFile } from './file-check.svelte';

/** Formats that records keep as they are. */
const KEPT = ['jpeg', 'png', 'webp'];

/**
 * The file under the type that its content has, or null where records do not keep that format, or where it is larger than
 * an import takes: one such picture would make the whole export refused.
 */
export async function keptPicture(file: Blob): Promise<Blob | null> {
	if (file.size > LIMITS.pictureBytes) return null;
	const { format } = sniff(new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer()));
	return KEPT.includes(format) ? new Blob([file], { type: `image/${format}` }) : null;
}

/** A name that a record can hold: one line of well-formed text, its end kept where it is too long. */
export const recordableName = (path: string): string =>
	path
		// eslint-disable-next-line no-control-regex -- control characters are exactly what is replaced here
		.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
		.slice(-FILE_NAME_LIMIT)
		.replace(/\p{Surrogate}/gu, '\uFFFD');

/**
 * Records the verdict on a file, as the camera's are recorded, unless the device is set not to. Resolves once it is on disk.
 * @throws InspectorError storage-full | storage-unavailable
 */
export async function recordFile(
	check: Pick<FileCheck, 'path' | 'source'>,
	judged: JudgedFile,
	thumbnail: Blob,
	settings: Readonly<Settings>,
	store?: RecordStore
): Promise<void> {
	installOffer.noteCheck();
	if (!settings.recordFiles) return;
	const { judgement, inference, manifest } = judged;
	const record = {
		judgement,
		inference,
		manifest,
		temperature: temperatureOf(inference, manifest),
		origin: originOf(settings),
		archive: archiveOf(settings),
		source: 'file' as const,
		fileName: recordableName(check.path),
		thumbnail,
		picture: await keptPicture(check.source.file),
		teachInId: teachInOf(manifest)
	};
	await (store ? recordCheck(record, store) : recordCheck(record));
}
