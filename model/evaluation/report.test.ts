import { expect, it } from 'vitest';
import { exampleEvaluation, exampleObservations } from '../../tests/evidence/example-evaluation';
import { isFailure } from './evaluation';
import { htmlReport } from './report';

const PICTURE = 'tests/fixtures/files/exif-6.jpg';
const report = (pathOf: (file: string) => string, leftOut = [] as { file: string; why: string }[]) =>
	htmlReport(exampleEvaluation('A < B'), exampleObservations(), pathOf, leftOut);
const wrong = exampleObservations().filter(isFailure);

it('shows each wrong answer with its picture, how many there are, and every share with its n', async () => {
	const html = await report(() => PICTURE);
	expect(html.match(/data:image\/jpeg/g)).toHaveLength(wrong.length);
	expect(html).toContain(`${wrong.length} of 240 pictures; unsure is no error.`);
	expect(html).toContain('A &lt; B');
	expect(html).toContain('95 % Wilson interval');
});

it('is written all the same where a picture is no longer at hand', async () => {
	const html = await report((file) => `absent/${file}`);
	expect(html.match(/the picture is not at hand/g)).toHaveLength(wrong.length);
});

it('gives the levels of each corruption in their unit, with counts and intervals', async () => {
	const html = await report(() => PICTURE);
	expect(html).toContain('rotation, degrees');
	expect(html).toMatch(/<th>-15<\/th><td>[\d.]+ % \([\d.]+–[\d.]+\), \d+ of \d+<\/td>/);
});

it('names what could not be judged', async () => {
	expect(await report(() => PICTURE)).not.toContain('Left out');
	const html = await report(() => PICTURE, [{ file: 'a<b>.heic', why: 'unsupported-format' }]);
	expect(html).toContain('a&lt;b&gt;.heic: unsupported-format');
});
