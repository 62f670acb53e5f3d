import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InspectorError } from '$lib/domain/errors';
import * as m from '$lib/paraglide/messages';
import type { HistoryFilter } from '$lib/records/history-query';
import { summariseShift } from '$lib/records/shift-report';
import Report from './+page.svelte';

type Found = ReturnType<typeof summariseShift> & { head: { sequence: number; hash: string } };
interface Reading {
	readonly filter: HistoryFilter;
	end(found: Found): void;
	fail(error: unknown): void;
}

/** Readings that the page asked for, answered when the test says so. */
const readings = vi.hoisted(() => [] as Reading[]);
vi.mock('$lib/records/history-query', async (original) => ({
	...(await original<object>()),
	distinctValues: async () => ['Line 1', 'Line 2']
}));
vi.mock('$lib/records/shift-report', async (original) => ({
	...(await original<object>()),
	readShift: (filter: HistoryFilter) => new Promise((end, fail) => readings.push({ filter, end, fail }))
}));

const AT = '2026-03-02T06:00:00.000Z';
const head = { sequence: 1, hash: 'a'.repeat(64) };
const bottles = (inspected: number, found: Partial<Found> = {}): Found => ({
	...summariseShift([]),
	inspected,
	firstAt: AT,
	lastAt: AT,
	head,
	...found
});

describe('the shift report', () => {
	let page: object;
	beforeEach(() => {
		readings.length = 0;
		page = mount(Report, { target: document.body });
		flushSync();
	});
	afterEach(() => unmount(page));

	const heading = () => document.querySelector('.sheet header p')?.textContent;
	const printing = () =>
		[...document.querySelectorAll('button')].find((b) => b.textContent.includes(m.records_report_print()))!;
	const settled = async () => {
		await new Promise((resolve) => setTimeout(resolve, 0));
		flushSync();
	};
	const field = (label: string) =>
		[...document.querySelectorAll('label')].find((l) => l.textContent.includes(label))!.control as HTMLSelectElement;
	const choose = async (label: string, value: string) => {
		await settled();
		const chosen = field(label);
		chosen.value = value;
		chosen.dispatchEvent(new Event(chosen.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
		await settled();
	};
	const readLine = async (line: string, found: Found) => {
		await choose(m.records_filter_line(), line);
		readings.at(-1)!.end(found);
		await settled();
	};

	it('never heads one line’s figures with another line, and is not printed while it reads', async () => {
		await readLine('Line 1', bottles(11));
		expect(heading()).toBe('Line 1');
		expect(printing().disabled).toBe(false);
		await choose(m.records_filter_line(), 'Line 2');
		expect(heading()).toBe('Line 1');
		expect(printing().disabled).toBe(true);
		readings.at(-1)!.end(bottles(22));
		await settled();
		expect(heading()).toBe('Line 2');
		expect(printing().disabled).toBe(false);
	});

	it('shows and prints nothing of an earlier choice where the reading fails', async () => {
		await readLine('Line 1', bottles(11));
		await choose(m.records_filter_line(), 'Line 2');
		readings.at(-1)!.fail(new InspectorError('storage-unavailable', 'gone'));
		await settled();
		expect(document.querySelector('.sheet')).toBeNull();
		expect(printing().disabled).toBe(true);
	});

	it('states no share where no bottle was decided', async () => {
		await readLine('Line 1', bottles(0));
		expect(document.querySelector('.stats .value')?.textContent.trim()).toBe('—');
	});

	it('goes on where a year is typed with a digit too many', async () => {
		await choose(m.records_filter_to(), '20266-01-01T10:00');
		expect(readings.at(-1)!.filter.to).toBe('9999-12-31T23:59:59.999Z');
	});
});
