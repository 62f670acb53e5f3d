import type { ResolveOptions } from '@sveltejs/kit';
import { render } from 'svelte/server';
import { overwriteGetLocale, locales } from '$lib/paraglide/runtime';
import { placeAt } from '$lib/ui/shell/navigation';
import FirstPaint from './FirstPaint.svelte';

/** Where src/app.html takes the drawing. */
const MARK = '<!--first-paint-->';

/** How a page is made: scripts, styles and the font are named in its head, so that the first words stand in it already. */
export const firstPaint = (pathname: string): ResolveOptions => ({
	preload: ({ type }) => type !== 'asset',
	transformPageChunk: ({ html }) => drawFirstPaint(html, pathname)
});

/**
 * Draws a page's first paint into its HTML, in every language.
 *
 * [Note: first paint] Pages are filled by the client (ssr = false), which takes a slow phone seconds. Until then stands
 * what is the same for everyone, drawn at build time by the very components that take its place, so that nothing moves.
 * It is `inert`: nothing on it works yet, and screen readers get the page once, when it does. static/first-paint.js
 * says before the first frame which language is shown and in which theme; the layout takes the drawing away.
 * @param html the page as Kit made it
 * @param pathname as built, without any sub-path
 */
function drawFirstPaint(html: string, pathname: string): string {
	const place = placeAt(pathname);
	if (!place || !html.includes(MARK)) return html;
	const root = '../'.repeat(pathname.split('/').filter(Boolean).length) || './';
	const drawings = locales.map((language) => {
		overwriteGetLocale(() => language);
		// Links are relative, so that the build lives under any path.
		const body = render(FirstPaint, { props: { place } }).body.replaceAll(/(href|src)="\//g, `$1="${root}`);
		return `<div lang="${language}">${body.replaceAll(/<!--.*?-->| style="[^"]*"/g, '')}</div>`;
	});
	return html.replace(MARK, `<div id="first-paint" inert>${drawings.join('')}</div>`);
}
