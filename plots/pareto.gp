# pareto.gp - cost of a month against p95 of what was simulated: what holds, what does not,
# and the front of what more money buys.
#
#   gnuplot -c pareto.gp SCRIPTS DATA PICTURE TITLE "CURRENCY RATE BUDGET_USD" \
#                        [COST COST P95 P95]
#   DATA: what `overstack recommend --format csv` writes; costs are shown in CURRENCY at RATE
#   for a dollar; "-" where there is no budget; then the ends of both axes, in USD and s.
#   By hand: gnuplot -c plots/pareto.gp plots recommend.csv pareto.png Shop "USD 1 60"

data    = ARG2
picture = ARG3
title   = ARG4
money   = word(ARG5, 1)
rate    = real(word(ARG5, 2))
budget  = word(ARG5, 3)
span    = 1
load ARG1."/common.gp"
load ARG1."/seconds.gp"

set datafile columnheaders missing NaN
set title sprintf("Cost and latency of %s", title) noenhanced
set ylabel "p95 of answered requests"
set logscale y
set ytics (@seconds)
set grid xtics ytics linetype 1 linecolor "#dddddd"
if (ARGC >= 9) {
    low = rate * real(ARG6); high = rate * real(ARG7)
    set yrange [real(ARG8):real(ARG9)]
} else {
    stats data using "cost_month_usd" nooutput
    low = 0; high = rate * STATS_max * 1.05
}
# Large sums in thousands or millions, or the numbers of the axis overlap.
part = high >= 2e6 ? 1e6 : high >= 2e4 ? 1e3 : 1.0
set xlabel (part == 1e6 ? "million " : part == 1e3 ? "thousand " : "").money." a month" noenhanced
set xrange [low / part:high / part]
at = budget eq "-" ? NaN : rate * real(budget)
if (at >= low && at <= high) {
    set arrow from first at / part, graph 0 to first at / part, graph 1 nohead \
        linewidth 2 dashtype 3 linecolor rgb vermillion
    set label "budget " at first at / part, graph 0.96 right textcolor rgb black
}
cost(dummy) = rate / part * column("cost_month_usd")

# The file is in the order of cost: on the front is what is faster than all before.
holds(dummy) = strcol("state") eq "passed"
p95(dummy)   = column("latency_p95_s")
if_holds(x)  = holds(0) ? p95(0) : NaN
if_fails(x)  = holds(0) ? NaN : p95(0)
best         = 1e300
front(x)     = (y = if_holds(0), y == y && y < best ? (best = y) : NaN)
winner       = 0
first_one(x) = (y = if_holds(0), y == y && winner == 0 ? (winner = 1, y) : NaN)

plot data using (cost(0)):(if_fails(0)) with points pointtype 2 pointsize 0.8 * dot \
         linewidth 1.5 linecolor rgb vermillion title "does not hold", \
     data using (cost(0)):(front(0)) with steps linewidth 2 linecolor rgb sky \
         title "front", \
     data using (cost(0)):(if_holds(0)) with points pointtype 7 pointsize 0.9 * dot \
         linecolor rgb blue title "holds", \
     data using (cost(0)):(first_one(0)) with points pointtype 6 pointsize 2 * dot \
         linewidth 2 linecolor rgb black title "the cheapest that holds"
