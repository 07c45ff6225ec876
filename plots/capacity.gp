# capacity.gp - latency and utilisation against the load, with the answer and the knee.
#
#   gnuplot -c capacity.gp SCRIPTS DATA PICTURE TITLE AXIS HOLDS KNEE LIMIT_S LIMIT
#   DATA: what `overstack capacity --format csv` writes; "-" for a number there is not.
#   By hand: gnuplot -c plots/capacity.gp plots curve.csv curve.png Shop rate 182 - 0.8 "p(95)"

data    = ARG2
picture = ARG3
title   = ARG4
span    = 1
load ARG1."/common.gp"

set title sprintf("Capacity of %s", title) noenhanced
set xlabel ARG5 noenhanced
stats data using ($14 == 1 ? $1 : NaN) skip 1 nooutput
set xrange [0:STATS_max * 1.02] # the search went further
set ylabel "latency of answered requests"
set logscale y
set ytics ("1 us" 1e-6, "10 us" 1e-5, "0.1 ms" 1e-4, "1 ms" 1e-3, "10 ms" 0.01, \
           "0.1 s" 0.1, "1 s" 1, "10 s" 10, "100 s" 100, "1000 s" 1000, \
           "2 ms" 2e-3, "5 ms" 5e-3, "20 ms" 0.02, "50 ms" 0.05, "0.2 s" 0.2, "0.5 s" 0.5, \
           "2 s" 2, "5 s" 5, "20 s" 20, "50 s" 50, "200 s" 200, "500 s" 500)
set border 11
set y2label "busy, failed: %"
set y2range [0:105]
set y2tics 0, 20, 100 nomirror out

number(text) = text eq "-" ? NaN : real(text)
holds = number(ARG6)
knee  = number(ARG7)
limit = number(ARG8)
known(x) = x == x

# The lines of the answer and the knee go from bottom to top, whatever the axes are.
if (known(holds)) {
    set arrow from first holds, graph 0 to first holds, graph 1 nohead linewidth 2 \
        linecolor rgb black
    set label " the answer" at first holds, graph 0.97 left textcolor rgb black
}
if (known(knee)) {
    set arrow from first knee, graph 0 to first knee, graph 1 nohead linewidth 2 \
        dashtype 2 linecolor rgb purple
    set label "knee " at first knee, graph 0.90 right textcolor rgb black
}

gap(c) = valid(c) ? column(c) : NaN
plot data using 1:(100 * gap(9)) skip 1 axes x1y2 with filledcurves x1 \
         linecolor rgb "#f3c4ad" title "failed (right)", \
     data using 1:(100 * gap(10)) skip 1 axes x1y2 with linespoints linewidth 2 \
         pointtype 7 pointsize 0.6 linecolor rgb orange title "busiest resource (right)", \
     data using 1:(gap(5)) skip 1 with linespoints linewidth 2 pointtype 7 pointsize 0.6 \
         linecolor rgb blue title "p95", \
     data using 1:(gap(3)) skip 1 with linespoints linewidth 2 pointtype 7 pointsize 0.6 \
         linecolor rgb green title "mean", \
     for [i = 1:(known(limit) ? 1 : 0)] limit with lines linewidth 2 dashtype 3 \
         linecolor rgb vermillion title ARG9
