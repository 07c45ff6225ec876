# sweep.gp - latency, failures and the fullest CPU of a sweep over one varied path of numbers.
#
#   gnuplot -c sweep.gp SCRIPTS DATA PICTURE TITLE PATH [LOW HIGH LOGARITHMIC]
#   DATA: what `overstack sweep --format csv` writes; the ends of the axis, and 1 where it is
#   logarithmic. Values are numbers in one unit ("20/s").
#   By hand: gnuplot -c plots/sweep.gp plots sweep.csv sweep.png Shop traffic.users.rate

data    = ARG2
picture = ARG3
title   = ARG4
path    = ARG5
span    = 1
load ARG1."/common.gp"
load ARG1."/seconds.gp"
set datafile columnheaders missing NaN

set title title noenhanced
set xlabel path noenhanced
set xrange [*:*]
if (ARGC >= 8) {
    set xrange [real(ARG6):real(ARG7)]
    if (ARG8 eq "1") { set logscale x }
}
set ylabel "latency of answered requests"
set logscale y
set ytics (@seconds)
set border 11
set y2label "CPU, failed: %"
set y2range [0:105]
set y2tics 0, 20, 100 nomirror out
set bars 0

x(dummy)      = column(path)
percent(name) = 100 * column(name)
broken(dummy) = strcol("verdict") eq "failed" ? column("latency_p95_s") : NaN
plot data using (x(0)):(percent("failed_rate")) axes x1y2 smooth unique with filledcurves x1 \
         linecolor rgb "#f3c4ad" title "failed (right)", \
     data using (x(0)):(percent("cpu_peak")) axes x1y2 smooth unique with lines linewidth 2 \
         linecolor rgb orange title "peak CPU (right)", \
     data using (x(0)):"latency_p95_s" smooth unique with linespoints linewidth 2 \
         pointtype 7 pointsize 0.6 * dot linecolor rgb blue title "p95", \
     data using (x(0)):"latency_mean_s" smooth unique with linespoints linewidth 2 \
         pointtype 7 pointsize 0.6 * dot linecolor rgb green title "mean", \
     data using (x(0)):(broken(0)) with points pointtype 2 pointsize 1.2 * dot linewidth 2 \
         linecolor rgb vermillion title "does not hold"
