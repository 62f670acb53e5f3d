import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SAMPLE_WORDS } from './sample-words';

const samples = JSON.parse(readFileSync('static/samples/samples.json', 'utf8')) as { name: string; group: string }[];

it('every sample of the gallery has its words, and no words are left over', () => {
	expect(Object.keys(SAMPLE_WORDS).sort()).toEqual(samples.map(({ name }) => name).sort());
});

it('what is meant to fool the model says why', () => {
	for (const { name, group } of samples) expect(SAMPLE_WORDS[name]!.why !== null, name).toBe(group === 'fool');
});
