# seconds.gp - a logarithmic axis of seconds: its marks, for any axis.
#
#   load "seconds.gp"; set logscale y; set ytics (@seconds)
#   seconds_tens: one for each power of ten, where there is little room

seconds = '"1 us" 1e-6, "10 us" 1e-5, "0.1 ms" 1e-4, "1 ms" 1e-3, "2 ms" 2e-3, ' \
        . '"5 ms" 5e-3, "10 ms" 0.01, "20 ms" 0.02, "50 ms" 0.05, "0.1 s" 0.1, ' \
        . '"0.2 s" 0.2, "0.5 s" 0.5, "1 s" 1, "2 s" 2, "5 s" 5, "10 s" 10, ' \
        . '"20 s" 20, "50 s" 50, "100 s" 100, "200 s" 200, "500 s" 500, "1000 s" 1000'
seconds_tens = '"1 us" 1e-6, "10 us" 1e-5, "0.1 ms" 1e-4, "1 ms" 1e-3, "10 ms" 0.01, ' \
             . '"0.1 s" 0.1, "1 s" 1, "10 s" 10, "100 s" 100, "1000 s" 1000'
