import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { softmax } from '$lib/calibration/softmax';
import { decide } from '$lib/decision/decide';
import type { Inference } from '$lib/domain/inference';
import { parseModelManifest } from '$lib/domain/model-manifest';
import { FILE_NAME_LIMIT, text } from '$lib/domain/record-fields';
import * as v from 'valibot';
import { LARGEST_ARCHIVE_BYTES } from '$lib/records/archive-rule';
import { LIMITS } from '$lib/records/bundle-format';
import { recordCheck } from '$lib/records/record-check';
import { settingsSchema } from '$lib/session/settings-schema';
import { keptPicture, recordableName, recordFile } from './record-file';

vi.mock('$lib/records/record-check', () => ({ recordCheck: vi.fn() }));

const png = (bytes: number) => {
	const content = new Uint8Array(bytes);
	content.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return new Blob([content]);
};

describe('the name that a record keeps of a file', () => {
	it.each([
		'Linha 2/IMG 1.jpg',
		'a\u0000b\nc.jpg',
		'x'.repeat(500) + '.jpg',
		'\ud83d'.repeat(3),
		'\u{1f37a}'.repeat(150)
	])('is one that records accept (%#)', (path) => {
		expect(v.is(text(FILE_NAME_LIMIT), recordableName(path))).toBe(true);
	});

	it('leaves good names as they are and keeps the end of long ones', () => {
		expect(recordableName('Linha 2/IMG 1.jpg')).toBe('Linha 2/IMG 1.jpg');
		expect(recordableName('x'.repeat(500) + '.jpg').endsWith('x.jpg')).toBe(true);
	});
});

describe('the picture that a record keeps of a file', () => {
	it('is the file itself, under the type of its content', async () => {
		const kept = await keptPicture(png(1000));
		expect([kept?.type, kept?.size]).toEqual(['image/png', 1000]);
	});

	it('is never larger than an import takes, or the whole export would be refused', async () => {
		expect((await keptPicture(png(LIMITS.pictureBytes)))?.size).toBe(LIMITS.pictureBytes);
		expect(await keptPicture(png(LIMITS.pictureBytes + 1))).toBeNull();
	});
});

describe('what a tablet may keep', () => {
	it('fits what an import takes, at the largest archive that settings offer', () => {
		const kept = v.parse(settingsSchema, { archiveCapMB: LARGEST_ARCHIVE_BYTES / 1_000_000 });
		expect(kept.archiveCapMB * 1_000_000).toBe(LARGEST_ARCHIVE_BYTES);
		expect(v.parse(settingsSchema, { archiveCapMB: kept.archiveCapMB + 1 }).archiveCapMB).toBeLessThan(
			kept.archiveCapMB
		);
		expect(LIMITS.totalBytes).toBeGreaterThan(LARGEST_ARCHIVE_BYTES + LIMITS.recordsBytes);
	});
});

describe('the record of a file', () => {
	it('states the temperature at which its logits give its probabilities, however plain the mouth is', async () => {
		const { version } = JSON.parse(readFileSync('static/model/current.json', 'utf8')) as { version: string };
		const manifest = parseModelManifest(JSON.parse(readFileSync(`static/model/${version}/manifest.json`, 'utf8')));
		const mouth = { x: 0.5, y: 0.2, width: 0.1 };
		const logits = [-0.4, 0.9, -0.2] as const;
		const inference = { logits, sceneLogits: [1, 0, 0], mouth, candidates: [{ mouth, heat: 0.4, logits }] } as const;
		const judged = { inference: inference as unknown as Inference, manifest, atMs: 0, size: { width: 9, height: 9 } };
		const judgement = decide(judged.inference, manifest);
		const settings = v.parse(settingsSchema, { recordFiles: true });
		const file = new File([png(1000)], 'a.png');
		await recordFile({ path: 'a.jpg', source: { file } as never }, { ...judged, judgement }, new Blob(), settings);
		const [{ temperature }] = vi.mocked(recordCheck).mock.calls[0]!;
		expect(temperature).toBeGreaterThan(manifest.judge.temperature);
		const { open, closed, none } = judgement.probabilities;
		softmax(logits, temperature).forEach((p, i) => expect(p).toBeCloseTo([open, closed, none][i]!, 9));
	});
});
