# compare.gp - p95 and the cost of a month of each design, with their 95% intervals.
#
#   gnuplot -c compare.gp SCRIPTS DATA PICTURE TITLE [CURRENCY RATE]
#   DATA: what `overstack compare --format csv` writes; the first 40 designs are drawn. Costs
#   are shown in CURRENCY at RATE for a dollar, else in USD.
#   By hand: gnuplot -c plots/compare.gp plots compare.csv compare.png Shop

data    = ARG2
picture = ARG3
title   = ARG4
money   = ARGC >= 6 ? ARG5 : "USD"
rate    = ARGC >= 6 ? real(ARG6) : 1.0
span    = 1
load ARG1."/common.gp"
load ARG1."/seconds.gp"
set datafile columnheaders

# Every design has a row for each metric, in the same order: the k-th of m.
row(metric) = strcol("metric") eq metric ? column(0) : NaN
stats data using (row("latency_p95_s")) nooutput
p95    = int(STATS_min)
all    = int(STATS_records)
stats data using (row("cost_month_usd")) nooutput
cost   = int(STATS_min)
stats data using 0 nooutput
metric = int(STATS_records) / all
rows   = all > 40 ? 40 : all
last   = metric * (rows - 1)

# A line of 30 points for each, below the title, above the axis.
height = 100 + 30 * rows
eval terminal(height)
set output picture
set tmargin at screen 1 - 40.0 / height
set bmargin at screen 60.0 / height
unset key
set grid xtics noytics linetype 1 linecolor "#dddddd"
set ytics nomirror noenhanced scale 0
set style fill solid 0.5 noborder
set bars 0.6

is_known(dummy) = exists("STATS_records") && STATS_records > 0
set xrange [*:*]
stats data using "value" every metric::p95::p95 + last nooutput
least = is_known(0) ? STATS_min : 1
most  = is_known(0) ? STATS_max : 1
stats data using "high" every metric::p95::p95 + last nooutput
most  = is_known(0) && STATS_max > most ? STATS_max : most
wide  = least > 0 && most > 20 * least
times = wide || most >= 1 ? 1 : 1000

# Large sums in thousands or millions, or the numbers of the axis overlap.
stats data using "value" every metric::cost::cost + last nooutput
dearest = is_known(0) ? rate * STATS_max : 1
part    = dearest >= 2e6 ? 1e6 : dearest >= 2e4 ? 1e3 : 1.0

set multiplot
set yrange [rows + 0.5:0.5]
set lmargin at screen 0.24; set rmargin at screen 0.60
set title "p95 of answered requests" noenhanced
set xlabel wide ? "logarithmic" : times == 1 ? "s" : "ms"
if (wide) {
    set logscale x; set xtics font small
    if (most > 30 * least) { set xtics (@seconds_tens) } else { set xtics (@seconds) }
    set xrange [least / 1.5:most * 1.5]
} else {
    set xrange [0:most * times * 1.08]
}
low(c)  = column("low") == column("low") ? column("low") : column("value")
high(c) = column("high") == column("high") ? column("high") : column("value")
n = 0
plot data using (times * column("value")):(n = n + 1, n):(times * low(0)):(times * high(0)):ytic(cut(strcol("design"), 26)) \
         every metric::p95::p95 + last with xerrorbars linewidth 2 pointtype 7 \
         pointsize 0.8 * dot linecolor rgb blue

unset logscale
set lmargin at screen 0.65; set rmargin at screen 0.97
set title "cost of a month" noenhanced
set xlabel part == 1e6 ? "million ".money : part == 1e3 ? "thousand ".money : money noenhanced
set xtics autofreq font ""
set ytics format ""
set xrange [0:*]
m = 0
k = 0
usd = rate / part
plot data using (usd * column("value") / 2.0):(k = k + 1, k):(usd * column("value") / 2.0):(0.3) \
         every metric::cost::cost + last with boxxyerror linecolor rgb orange, \
     data using (usd * column("value")):(m = m + 1, m):(usd * low(0)):(usd * high(0)) every metric::cost::cost + last \
         with xerrorbars linewidth 2 pointtype 0 linecolor rgb black
unset multiplot
set yrange [rows + 0.5:0.5]
