import { describe, expect, it } from 'vitest';
import { FILE_NAME_LIMIT, text } from '$lib/domain/record-fields';
import * as v from 'valibot';
import { LARGEST_ARCHIVE_BYTES } from '$lib/records/archive-rule';
import { LIMITS } from '$lib/records/bundle-format';
import { settingsSchema } from '$lib/session/settings-schema';
import { keptPicture, recordableName } from './record-file';

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
	const png = (bytes: number) => {
		const content = new Uint8Array(bytes);
		content.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
		return new Blob([content]);
	};

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
