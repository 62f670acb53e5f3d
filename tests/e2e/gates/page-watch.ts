import type { Page } from '@playwright/test';

/** What went wrong on a page, in words; empty where nothing did. */
export interface PageWatch {
	readonly faults: string[];
	/**
	 * Cumulative Layout Shift (web.dev/cls): the greatest sum of shifts without input in a window of at most five seconds
	 * with no pause of a second in it.
	 */
	shift(): Promise<number>;
}

declare global {
	interface Window {
		__shift: number;
	}
}

/** Collects errors, violations of the content security policy, requests to strangers and layout shifts. Call before `goto`. */
export async function watchPage(page: Page, baseURL: string): Promise<PageWatch> {
	const faults: string[] = [];
	page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
	page.on('console', (message) => {
		// A derived value that outlived its screen stands still: see [Note: derived values of singletons].
		const refused = /Content Security Policy|derived_inert/i.test(message.text());
		if (message.type() === 'error' || refused) faults.push(`console: ${message.text()}`);
	});
	page.on('request', (request) => {
		const { protocol, origin } = new URL(request.url());
		if (protocol.startsWith('http') && origin !== new URL(baseURL).origin) faults.push(`asked ${request.url()}`);
	});
	page.on('response', (response) => {
		if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
	});
	await page.addInitScript(() => {
		window.__shift = 0;
		let [first, last, sum] = [0, 0, 0];
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
				if (entry.hadRecentInput) continue;
				if (entry.startTime - last > 1000 || entry.startTime - first > 5000) [first, sum] = [entry.startTime, 0];
				last = entry.startTime;
				sum += entry.value;
				window.__shift = Math.max(window.__shift, sum);
			}
		}).observe({ type: 'layout-shift', buffered: true });
	});
	return { faults, shift: () => page.evaluate(() => window.__shift) };
}
