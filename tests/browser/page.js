// page.js - what a page shows, as JSON for a test; the body of a function that runs in it.
//
// Colours, sizes and texts are those that the browser computed, so that style, filters and
// media count. Contrast is that of WCAG 2.2, 1.4.3.

const rootBox = document.documentElement;
const plain = text => text.replace(/\s+/g, ' ').trim();
const ancestors = element => {
    const all = [];
    for (let one = element; one instanceof Element; one = one.parentNode) all.push(one);
    return all;
};
const isSeen = element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({
        checkOpacity: true, checkVisibilityCSS: true });
};

// ---- figures: every drawing that stands on its own

const nameOf = element => {
    for (const one of ancestors(element).slice(0, 2)) {
        if (one.getAttribute('role') === 'img' && one.getAttribute('aria-label'))
            return plain(one.getAttribute('aria-label'));
    }
    return '';
};
// A few of its marks are enough to know that there are some.
const marks = ['path', 'rect', 'circle', 'text', 'use', 'line'].map(
    name => name + ':not(defs *, .values *)').join(',');
const marksOf = drawing => [...drawing.querySelectorAll(marks)].slice(0, 60)
    .filter(isSeen).length;
const figures = [...document.querySelectorAll('svg,canvas,img,object')]
    .filter(one => !one.parentNode.closest('svg') && !one.matches('.legend'))
    .map(one => ({
        name: nameOf(one), seen: isSeen(one), marks: marksOf(one),
        values: one.querySelectorAll('.values title').length,
        labels: [...one.querySelectorAll('text')].map(text => plain(text.textContent)),
        width: one.getBoundingClientRect().width, height: one.getBoundingClientRect().height,
    }));

// ---- what a phone shows otherwise: legends below their drawings; what scrolls sideways

const legends = [...document.querySelectorAll('.legend')].map(isSeen);
const scrollers = [...document.querySelectorAll('.wide,.plot,.bill,.line')].filter(one =>
    one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === 'auto');
const scrolls = scrollers.map(one => (one.closest('.bill') ? 'the bill' : 'something') + ': '
    + plain(one.textContent).slice(0, 40));
const unsigned = scrolls.filter((_, at) =>
    !/local/.test(getComputedStyle(scrollers[at]).backgroundAttachment));

// ---- tables: under the heading they follow, row by row

const tables = {};
let heading = '';
for (const one of document.querySelectorAll('h1,h2,table')) {
    if (one.tagName !== 'TABLE') { heading = plain(one.textContent); continue; }
    (tables[heading] ??= []).push([...one.rows].map(
        row => [...row.cells].map(cell => plain(cell.textContent))));
}

// ---- contrast of each text with what is painted behind it

const numbers = text => (text.match(/[\d.]+/g) || []).map(Number);
const channels = text => { // [r, g, b, alpha]
    const [r = 0, g = 0, b = 0, alpha = 1] = numbers(text);
    return text === 'none' || text === 'transparent' ? [0, 0, 0, 0] : [r, g, b, alpha];
};
const luminance = colour => {
    const [r, g, b] = colour.map(c => {
        const share = c / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
};
const paintOf = element => {
    const style = getComputedStyle(element);
    const painted = element instanceof SVGGeometryElement ? style.fill
        : element instanceof SVGElement ? 'none' : style.backgroundColor;
    return channels(painted);
};
// In a drawing, the rectangle that was painted last below the text.
const paperOf = text => {
    const at = text.getBoundingClientRect(), y = at.top + at.height / 2;
    const below = [...text.ownerSVGElement.querySelectorAll('rect:not(.values rect)')].filter(one => {
        const box = one.getBoundingClientRect();
        return text.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING
            && box.left <= at.left && box.right > at.left && box.top <= y && box.bottom >= y;
    });
    return below.map(paintOf).filter(paint => paint[3] === 1).pop();
};
const behind = element => {
    const text = element.closest('text');
    const paper = text && paperOf(text);
    for (let one = element; !paper && one instanceof Element; one = one.parentNode) {
        const paint = paintOf(one);
        if (paint[3] === 1) return paint;
    }
    return paper || [255, 255, 255, 1];
};
const dull = [];
let texts = 0;
const skipped = 'title,style,tr:nth-child(n+20)'; // row after row looks the same
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || element.closest(skipped) || !isSeen(element))
        continue;
    const style = getComputedStyle(element);
    const ink = channels(element instanceof SVGElement ? style.fill : style.color);
    const value = contrast(ink, behind(element));
    texts++;
    if (value < 4.5)
        dull.push(plain(element.textContent).slice(0, 60) + ': ' + value.toFixed(2));
}

// ---- titles of axes that lie on numbers

const touch = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top < other.bottom - 1 && other.top < one.bottom - 1;
const touching = [...document.querySelectorAll('.plot>svg:first-child')].flatMap(drawing => {
    const texts = [...drawing.querySelectorAll('text')].filter(isSeen);
    const turned = texts.filter(one => one.closest('[transform*=rotate]'));
    return turned.filter(one => texts.some(other => !turned.includes(other)
        && touch(one.getBoundingClientRect(), other.getBoundingClientRect())));
}).map(one => plain(one.textContent));

// ---- areas of figures that are hardly told from the paper

const over = (ink, paper, alpha) => ink.map((c, i) => c * alpha + paper[i] * (1 - alpha));
const areas = 'path,polygon,rect:not(.values rect)';
const faint = [...document.querySelectorAll('.plot svg :is(' + areas + ')')].filter(one => {
    const style = getComputedStyle(one), paint = channels(style.fill);
    const paper = behind(one.closest('.plot')).slice(0, 3);
    return paint[3] > 0 && isSeen(one) && !one.closest('defs')
        && contrast(over(paint.slice(0, 3), paper, Number(style.fillOpacity)), paper) < 1.5;
}).map(one => getComputedStyle(one).fill);

// ---- what would be cut on paper, what would ask for something, what would be executed

const cut = [...document.body.querySelectorAll('div,pre,p,figure,li,details')].filter(one =>
    one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).overflowX !== 'visible' && isSeen(one));
const listed = path => {
    const found = document.evaluate(path, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
    return Array.from({ length: found.snapshotLength }, (_, i) => found.snapshotItem(i).value);
};
const outside = listed("//@*[contains(' src href xlink:href data srcset action ', "
    + "concat(' ', name(), ' '))][not(starts-with(., '#'))]");
const handlers = listed("//@*[starts-with(name(), 'on') or contains(., 'javascript:')]");
const ids = [...document.querySelectorAll('[id]')].map(one => one.id);

return {
    title: plain(document.querySelector('h1')?.textContent ?? ''),
    verdict: plain(document.querySelector('#verdict')?.textContent ?? ''),
    text: plain(document.body.innerText),
    figures, tables, dull, faint, touching, texts, unsigned, legends,
    fits: scrolls.filter(one => one.startsWith('the bill')),
    cut: cut.map(one => one.tagName + ' ' + plain(one.textContent).slice(0, 60)),
    width: rootBox.clientWidth, scrollWidth: rootBox.scrollWidth,
    height: rootBox.scrollHeight,
    openMs: performance.getEntriesByType('navigation')[0].loadEventEnd,
    outside, active: document.scripts.length + handlers.length,
    executed: window.executed ?? null,
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
};
