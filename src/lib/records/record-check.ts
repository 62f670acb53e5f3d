import { challengeStateOf } from '../domain/challenge-state';
import { InspectorError } from '../domain/errors';
import type { Inference } from '../domain/inference';
import type { ModelManifest } from '../domain/model-manifest';
import type { CheckRecord, ModelStamp } from '../domain/record';
import { LABEL_LIMIT } from '../domain/record-fields';
import { hashOf } from '../domain/record-hash';
import type { Judgement } from '../domain/verdict';
import { append, type AppendState, type RecordBody, type RecordOrigin } from './append';
import { DEFAULT_ARCHIVE, keepsPicture } from './archive-rule';
import { evictPictures, freePictures, putPicture, sealPicture, type SealedPicture } from './pictures';
import { countForRound } from './round-count';
import type { ArchiveRule, WriteTransaction } from './schema';
import { recordStore, type RecordStore } from './store';

/** One judged bottle, as the screens hand it over. */
export interface CheckInput {
	readonly judgement: Judgement;
	/** The inference that the judgement rests on; the last frame's where frames voted. */
	readonly inference: Inference;
	readonly manifest: ModelManifest;
	/** Softmax temperature of that inference. */
	readonly temperature: number;
	readonly origin: RecordOrigin;
	readonly source: CheckRecord['source'];
	/** Label of the camera; empty for files. */
	readonly lens?: string;
	/** Frames that voted; 1 for a still. */
	readonly framesJudged?: number;
	readonly fileName?: string;
	/** The encoded picture (JPEG, PNG, WebP); kept or not by the archive rule. */
	readonly picture?: Blob | null;
	/** A small encoded picture, always kept with the record: at most {@link THUMBNAIL_LIMIT} bytes. */
	readonly thumbnail?: Blob | null;
	readonly teachInId?: string | null;
	/** Which pictures are kept; {@link DEFAULT_ARCHIVE} where not stated. */
	readonly archive?: ArchiveRule;
}

/** Largest thumbnail, bytes; larger ones would crowd out records. */
export const THUMBNAIL_LIMIT = 64 * 1024;

/** How much room is made at once where the browser's quota is reached, bytes. */
const ROOM = 16 * 1024 * 1024;
const RETRY_PAUSES_MS = [50, 400, 1500];

/**
 * Records one check: record, outbox entry, chain head, pictures and the round's count in one strictly durable
 * transaction. Show the verdict as recorded only after this resolves.
 *
 * [Note: storage full] Where the quota is reached, the oldest reported pictures go first; if that is not enough the
 * record is kept without its picture and says so; if even that does not fit, the promise rejects, nothing was
 * written, and inspection must not go on as if it were recorded.
 * @throws InspectorError storage-full | storage-unavailable | unsupported-format
 */
export async function recordCheck(input: CheckInput, store: RecordStore = recordStore()): Promise<CheckRecord> {
	const picture = input.picture ? await sealPicture(input.picture) : null;
	const thumbnail = input.thumbnail ? await sealPicture(input.thumbnail) : null;
	if (thumbnail && thumbnail.reference.bytes > THUMBNAIL_LIMIT) {
		throw new InspectorError('image-too-large', `a thumbnail of ${thumbnail.reference.bytes} bytes`);
	}
	const attempt = (kept: Pictures) => appendCheck(store, input, kept);
	const record = await attempt({ picture, thumbnail, omitted: null }).catch((error: unknown) => {
		if (!isFull(error)) throw error;
		return null;
	});
	if (record) {
		// The record is on disk: what goes wrong with older pictures must not call it unstored, nor store it again.
		if (record.picture) await evictPictures(store, input.archive ?? DEFAULT_ARCHIVE).catch(() => 0);
		return record;
	}
	const freed = await freePictures(store, ROOM).catch(() => 0);
	// The browser gives freed room back a while after it was freed, so each try waits longer than the one before.
	for (const pause of freed > 0 ? RETRY_PAUSES_MS : []) {
		await new Promise((resolve) => setTimeout(resolve, pause));
		try {
			return await attempt({ picture, thumbnail, omitted: null });
		} catch (error) {
			if (!isFull(error)) throw error;
		}
	}
	return attempt({ picture: null, thumbnail: null, omitted: 'storage-full' });
}

interface Pictures {
	readonly picture: SealedPicture | null;
	readonly thumbnail: SealedPicture | null;
	readonly omitted: CheckRecord['pictureOmitted'];
}

const isFull = (error: unknown) => error instanceof InspectorError && error.code === 'storage-full';

async function appendCheck(store: RecordStore, input: CheckInput, pictures: Pictures): Promise<CheckRecord> {
	const model = await modelStamp(input.manifest, input.inference.backend);
	return append<CheckRecord>(store, {
		origin: input.origin,
		personal: { fileName: input.fileName ?? '' },
		body: (state) => checkBody(input, model, pictures, state),
		async alongside(transaction: WriteTransaction, record, key) {
			const by = { id: record.id, key };
			if (record.thumbnail) await putPicture(transaction, pictures.thumbnail!, 'thumbnail', by);
			if (record.picture) await putPicture(transaction, pictures.picture!, 'picture', by);
			await countForRound(transaction, record, null, { kind: record.verdict.kind, corrected: false });
		}
	});
}

function checkBody(
	{ judgement, inference, manifest, ...input }: CheckInput,
	model: ModelStamp,
	pictures: Pictures,
	state: AppendState
): RecordBody<CheckRecord> {
	const { thresholds, minMargin, sceneThresholds } = manifest.decision;
	const kept = keepsPicture(input.archive ?? DEFAULT_ARCHIVE, judgement.verdict.kind);
	const { brightness, glare, sharpness } = inference.quality;
	return {
		kind: 'check',
		verdict: judgement.verdict,
		logits: inference.logits && [...inference.logits],
		sceneLogits: [...inference.sceneLogits],
		probabilities: { ...judgement.probabilities },
		temperature: input.temperature,
		sceneTemperature: manifest.locator.sceneTemperature,
		thresholds: { ...thresholds, minMargin, ...sceneThresholds },
		model,
		latencyMs: inference.latencyMs,
		lens: (input.lens ?? '').slice(0, LABEL_LIMIT),
		source: input.source,
		framesJudged: input.framesJudged ?? 1,
		mouth: judgement.mouth && { x: judgement.mouth.x, y: judgement.mouth.y, width: judgement.mouth.width },
		quality: { brightness, glare, sharpness },
		picture: kept && pictures.picture ? pictures.picture.reference : null,
		thumbnail: pictures.thumbnail?.reference ?? null,
		pictureOmitted: pictures.omitted,
		challenge: challengeStateOf(state.challenge, { wallTime: state.wallTime, station: input.origin.station, model }),
		roundId: state.round?.roundId ?? null,
		teachInId: input.teachInId ?? null
	};
}

const manifestHashes = new WeakMap<ModelManifest, Promise<string>>();

/** Which model judged, by content; the manifest is hashed once. */
export async function modelStamp(manifest: ModelManifest, backend: ModelStamp['backend']): Promise<ModelStamp> {
	const hash = manifestHashes.get(manifest) ?? hashOf(manifest);
	manifestHashes.set(manifest, hash);
	return { version: manifest.version, hash: await hash, backend };
}
