/* html_page.c - see html_page.h.
 *
 * Colours are those of Okabe and Ito (2008), which are seen on dark paper as well: of gnuplot's
 * drawings only what is black, white or grey takes the colours of the page.
 */
#include "sim/output/html_page.h"

#include <string.h>

static const char style[] =
    ":root{--paper:#fff;--ink:#1a1a1a;--dim:#5c5c5c;--line:#d9d9d9;--soft:#f4f4f4;"
    "--good:#00704f;--bad:#b04400;--open:#8a6100;--bar:#0072b2;--edge:#0003;--"
    "wash:1}\n"
    "@media(prefers-color-scheme:dark){:root{--paper:#161616;--ink:#e8e8e8;--dim:#a5a5a5;"
    "--line:#3c3c3c;--soft:#222;--good:#4fd0a5;--bad:#ff9a5c;--open:#e6b84a;--bar:#"
    "56b4e9;--edge:#fff3;--wash:.25}}\n"
    /* Without .plot before them: in a copy by <use>, the legend of a phone, no rule sees what
     * stands around the copy. */
    ":is([color=black],[color='rgb(  0,   0,   0)']){color:var(--ink)}"
    ":is([stroke=black],[stroke='rgb(  0,   0,   0)']){stroke:var(--ink)}"
    ":is([fill=black],[fill='rgb(0,0,0)'],[fill='rgb(51,51,51)']){fill:var(--ink)}"
    "[color='rgb(255, 255, 255)']{color:var(--paper)}"
    "[stroke='rgb(255, 255, 255)']{stroke:var(--paper)}"
    "[stroke='rgb( 85,  85,  85)']{stroke:var(--dim)}"
    "[stroke='rgb(221, 221, 221)']{stroke:var(--line)}"
    "[fill='rgb(243, 196, 173)']{fill-opacity:var(--wash)}"
    "[stroke='rgb(243, 196, 173)']{stroke-opacity:var(--wash)}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1rem;max-width:64rem;background:var(--paper);"
    "color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}\n"
    ".dim,figcaption{color:var(--dim);font-size:.9rem}\n"
    ".verdict{font-size:1.15rem;border-left:.4rem solid;padding:.5rem .8rem;"
    "background:var(--soft)}\n"
    ".verdict.good{border-color:var(--good)}.verdict.bad{border-color:var(--bad)}"
    ".verdict.open{border-color:var(--open)}\n"
    ".verdict span{font-weight:bold}p.bad{color:var(--bad)}\n"
    ".wide{margin:.5rem 0 1rem}"
    /* What scrolls has a shadow at the side where there is more of it. */
    ".wide,.plot{overflow-x:auto;background:linear-gradient(90deg,var(--paper) 40%,#0000)"
    " 0/3rem 100%,linear-gradient(270deg,var(--paper) 40%,#0000) 100%/3rem 100%,"
    "linear-gradient(90deg,var(--edge),#0000) 0/1rem 100%,"
    "linear-gradient(270deg,var(--edge),#0000) 100%/1rem 100%;"
    "background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}\n"
    "table{border-collapse:collapse;font-size:.9rem;min-width:50%}\n"
    "th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid var(--line);"
    "vertical-align:top}th,td{overflow-wrap:normal}.s,.w{overflow-wrap:anywhere}"
    "td small{display:block;color:var(--dim);font-size:.75rem}\n"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    "th.n{white-space:normal}\n"
    ".s{min-width:16rem}.m{min-width:9rem}\n"
    "tr.bad td:first-child{color:var(--bad);font-weight:bold}"
    "tr.good td:first-child{color:var(--good)}tr.open td:first-child{color:var(--open)}"
    "tr.group{font-weight:bold}\n"
    ".chain{padding-left:2.2rem}.chain b{white-space:nowrap}\n"
    "figure{margin:1rem 0}svg{max-width:100%;height:auto}\n"
    ".plot svg{min-width:34rem;width:100%;vertical-align:top}.plot .legend,"
    ".line .on-phone{display:none}\n"
    ".values rect{fill:transparent}.values rect:hover{fill:#8884}\n"
    ".line{display:block;width:100%;height:var(--wide);padding:0 14px;overflow:visible}"
    ".line line{stroke:var(--dim);stroke-width:2}"
    ".line circle{fill:var(--paper);stroke:var(--bad);stroke-width:2}"
    ".line text{fill:var(--dim);font:14px system-ui,sans-serif}"
    ".line .at{fill:var(--ink);text-anchor:middle}\n"
    ".design text{fill:var(--ink);font:14px system-ui,sans-serif}\n"
    ".design .box rect{fill:var(--paper);stroke:var(--dim)}"
    ".design .who rect{stroke-dasharray:4 3}"
    ".design .host rect{fill:#8881;stroke:var(--line)}\n" /* a shadow is seen through it */
    ".design .note{fill:var(--dim);font-size:11px;text-anchor:end}"
    ".design .hot>rect{stroke:var(--bad);stroke-width:3}"
    ".design .hot>text{fill:var(--bad);font-weight:bold}\n"
    ".design path{fill:none;stroke:var(--bar);stroke-width:1.5}"
    ".design marker path{fill:var(--bar);stroke:none}"
    ".design .publish{stroke-dasharray:5 4}\n"
    ".bar{width:8rem;height:.8rem;margin-top:.3rem;background:var(--soft);border:1px "
    "solid var(--line)}"
    ".bar i{display:block;height:100%;background:var(--bar)}"
    ".bar.hot i{background:var(--bad)}\n"
    "@media(max-width:40rem){body{padding:.8rem}th,td{padding:.2rem "
    ".3rem;font-size:.8rem}"
    ".s{min-width:11rem}.w{min-width:8rem}.bar{width:5rem}}\n"
    /* A phone: two groups of dots for one, the legend below, an item of the bill in two
     * lines. */
    "@media screen and (max-width:40rem){.line{height:var(--phone)}"
    ".line .on-wide{display:none}.line .on-phone{display:inline}"
    ".keyed{overflow:hidden;background:none;padding-left:8px}"
    ".keyed>svg:first-child{min-width:0;max-width:none;overflow:visible;"
    "width:calc(100%*var(--part))}.keyed text{font-size:18px}.keyed [transform*=rotate] "
    "text{font-size:14px}"
    /* The numbers of the left axis have become wider: its title gives way. */
    ".keyed [transform*=rotate]:not([transform^='translate(6'],[transform^='translate(7'"
    "]) text{transform:translateY(-14px)}"
    ".plot .legend{display:block;min-width:0;max-width:100%;margin:.3rem auto}"
    ".bill table{width:100%}.bill tr{display:flex;flex-wrap:wrap;gap:0 .4rem;"
    "border-bottom:1px solid var(--line);padding:.3rem 0}"
    ".bill th,.bill td{border:0;padding:0;min-width:0}.bill td:empty{display:none}"
    ".bill :is(th,td):first-child{flex:1 0 calc(100% - 6rem)}"
    ".bill :is(th,td):nth-child(5){order:1;width:5.5rem}"
    ".bill tr>*{order:2}.bill tr>:first-child{order:0}"
    ".bill td:not(:first-child,:nth-child(5)){color:var(--dim)}"
    ".bill td:nth-child(4):before{content:'at '}"
    ".bill th:not(:first-child,:nth-child(5)){display:none}}\n"
    /* Where there is room beside the text, a table may take it. */
    "@media screen and (min-width:80rem){.wide:has(table){margin-right:-7rem}}\n"
    "pre{background:var(--soft);padding:.6rem;white-space:pre-wrap}\n"
    "summary{cursor:pointer}\n"
    /* Paper cannot be scrolled: what is wide is made smaller, and long words break. */
    "@media print{html{font-size:11px}body{max-width:none;padding:0;font-size:1rem}"
    "h2{break-after:avoid}figure,tr{break-inside:avoid}.wide,.plot{overflow:visible;"
    "background:none}"
    ".plot svg,.s,.w{min-width:0}.wide svg{max-width:100%!important}"
    ".plot svg{max-height:7cm}.design{max-height:9cm}th,td{padding:.15rem .3rem}"
    "figure th,figure td{font-size:7px;padding:.1rem;overflow-wrap:anywhere;"
    "white-space:normal}.bar{width:5rem}*{print-color-adjust:exact}}\n";

void html_page_begin(const struct sheet *sheet, const char *title)
{
    sheet_markup(sheet, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                        "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                        "content=\"width=device-width,initial-scale=1\">\n"
                        "<meta name=\"color-scheme\" content=\"light dark\">\n");
    sheet_element(sheet, "title", title);
    sheet_markup(sheet, "<style>\n%s</style>\n</head>\n<body>\n", style);
}

void html_page_verdict(const struct sheet *sheet, const char *mark, const char *text)
{
    sheet_markup(sheet, "<p id=\"verdict\" class=\"verdict %s\"><span>%s</span> ",
                 strcmp(mark, "✓") == 0   ? "good"
                 : strcmp(mark, "✗") == 0 ? "bad"
                                          : "open",
                 mark);
    sheet_text(sheet, text);
    sheet_markup(sheet, "</p>\n");
}

void html_page_end(const struct sheet *sheet)
{
    sheet_markup(sheet, "</body>\n</html>\n");
}
