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
load ARG1."/seconds.gp"

set title sprintf("Capacity of %s", title) noenhanced
set xlabel ARG5 noenhanced
stats data using ($14 == 1 ? $1 : NaN) skip 1 nooutput
set xrange [0:STATS_max * 1.02] # the search went further
set ylabel "latency of answered requests"
set logscale y
set ytics (@seconds)
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
    near = knee < 0.1 * STATS_max # beside the axis there is no room on its left
    if (near) { set label " knee" at first knee, graph 0.90 left textcolor rgb black
    } else { set label "knee " at first knee, graph 0.90 right textcolor rgb black }
}

gap(c) = valid(c) ? column(c) : NaN
plot data using 1:(100 * gap(9)) skip 1 axes x1y2 with filledcurves x1 \
         linecolor rgb "#f3c4ad" title "failed (right)", \
     data using 1:(100 * gap(10)) skip 1 axes x1y2 with linespoints linewidth 2 \
         pointtype 7 pointsize 0.6 * dot linecolor rgb orange title "busiest resource (right)", \
     data using 1:(gap(5)) skip 1 with linespoints linewidth 2 pointtype 7 pointsize 0.6 * dot \
         linecolor rgb blue title "p95", \
     data using 1:(gap(3)) skip 1 with linespoints linewidth 2 pointtype 7 pointsize 0.6 * dot \
         linecolor rgb green title "mean", \
     for [i = 1:(known(limit) ? 1 : 0)] limit with lines linewidth 2 dashtype 3 \
         linecolor rgb vermillion title ARG9
