import { describe, expect, it } from 'vitest';
import { FILE_NAME_LIMIT, text } from '$lib/domain/record-fields';
import * as v from 'valibot';
import { recordableName } from './record-file';

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
