using MlNetDeepLearning.Imaging;

namespace MlNetDeepLearning.Tests.Unit.Imaging;

/// <summary>One drawn picture of 44 x 28 pixels, <see cref="Picture"/>, as JPEG files of many kinds (libjpeg-turbo's cjpeg, quality 92).</summary>
internal static class JpegSamples
{
    public const int Width = 44;
    public const int Height = 28;

    private static readonly Dictionary<string, string> Files = new()
    {
        ["Baseline444"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAcACwDAREAAhEBAxEB/8QA
            GAABAQEBAQAAAAAAAAAAAAAABQYEAgj/xAAsEAABAgQFAwEJAAAAAAAAAAABAgMABAYRBRIjMaEHISJBExUzQ1FhgZHR/8QAGQEBAQEBAQEAAAAAAAAAAAAA
            BgcICQQF/8QAKxEAAQMEAQIFBAMBAAAAAAAAAQMFIQACBBExBkESIlFh8AcTcZEIFIHx/9oADAMBAAIRAxEAPwDyvLUttp8RspxduZo83OfE0zI0kt5xLTTO
            ZSjYC0Tl96iQwEL8nJvFtlo2Sfkk8ACSYE1RmFbIccizFxbTdfcdAD5AHJJgCTFUcv0+fQlJWthJIuRmNx9toiWf9VmxS+61O1QgEzoaPuN3A6PuAfUCrdgd
            Hu6dltyl1gJHGzsex1aRsexI9Ca0M0mptWVbViI8a/USGcl97Hv3b87Gf3XrSWyG9X7OTb4bvncQf8pWVpbbT4gW4u3M0ybnPiaSbpbxGlxAtd285mmSDn5B
            NZJWl9tPiNsuLtzNcmG5z4mkm8EGHpD5bAucoNohv1Mcr1m21O246N43PI1cdH1GwD+QD2rTH0HXTzH9TxgE2o3Eb7HxWDY9DokbHYkd67iG1rWmqcwv3kp/
            xv7PLzf+R9HDzTip327g6qcdeL24quNeBJ8Y3+PDr9bP7NVMtS22nxB9xduZr5Tc58TSbdLjKNPiBi7t5zNM0HPyCaxy1LbafEbYcXbma5LtznxNIqo1qdll
            yrzaghwWJT2I+hETt7zk8tK5FXg/9qp9IdXZfTjii6YRH3EzsbGwQQQQR6G0kHRBG9gg6NGjo2+6tRbxhSEEnKFS+YgelzmF/wBRMsq1LHJ1dFakwP5EFZK0
            LYAN+hshXQJ7kA2EgE8A3HXGzzVvgFASuDSglJVDiklRWpThupRP4tsAOw9IMZ7oLBoGjGf1nl9SZn93M0DoAC0aAA7DZJ5JMk8+mgKOVpfbT4gI4u3M0hbn
            PiaSbpbxGnAxd285mmSDn5BNCyuHSthpxuRxyVJmuUTdkKRNLSuHSvbTgE45KkzTxuyFImlZbD5XtpwDcclSZp63ZCkTS8rh8qflwCcslSZp43ZCkTS0th0r
            28IBuOSpM08bshSJpRrDpUo+HA9XIvN5mmaOQp4BNf/Z
            """,
        ["Baseline422"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAcACwDASEAAhEBAxEB/8QA
            GAABAQEBAQAAAAAAAAAAAAAABQYEAgj/xAAsEAABAgQFAwEJAAAAAAAAAAABAgMABAYRBRIjMaEHISJBExUzQ1FhgZHR/8QAGAEBAQEBAQAAAAAAAAAAAAAA
            CAcGCQL/xAAtEQABAgUCAwYHAAAAAAAAAAABAgMABAURIQYxEiNRByJhgZGhE0FScbGywf/aAAwDAQACEQMRAD8A8ry1LbafEMyNJLecS00zmUo2AtCn1TXG
            5dtbzqrJSCSegGSY9aWnXJl1tloXUogAdSSAB5mKOX6fPoSkrWwkkXIzG4+20aGaTU2rKtqxEGma15JVxa25fiBH1C1x1Fifex8N7JaWpU/Qm0OTViDjBvY9
            Dge1x47XVlaW20+ISbpbxGlxErrlW5m8VGh1Pl7xklaX20+ISbwQYekPlsC5yg2hDdotUUulTCEndJHrHPzsgnUzGpJFtWe+PbI9DmO4apzC/eSn/G/s8vN/
            5BclXzLuhwHr+Ib+rVhqkOuH5FP7pH9iplqW20+ITbpcZRp8Rjq5VuZvGfodT5e8Y5alttPiEVUa1Oyy5V5tQQ4LEp7EfQiE7qepJebW2s4IIPnHNrRuoXaZ
            NszrB77akrTfIukgi4+4g0dG33VqLeMKQgk5QqXzED0ucwv+ot8AoCVwaUEpKocUkqK1KcN1KJ/FtgB2HpB9q8yiTSUpMLupdrr2sJRuUDAaFwVHi4uIja2B
            wi9zbJ2zg3o5Wl9tPiEm6W8RpxF65VuZvGmodT5e8CyuHSthpwtK4dK9tOFZqKZczmObOnJhzGYVlsPle2nC8rh8qflxBdRTLmcxedOTDmMwtLYdK9vCFGsO
            lSj4cQ2tTDhc3i6UOYc+HvH/2Q==
            """,
        ["Baseline440"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAcACwDARIAAhEBAxEB/8QA
            FwABAQEBAAAAAAAAAAAAAAAABwYECP/EACwQAAECBAUDAQkAAAAAAAAAAAECAwAEBhEFEiMxoQchIkETFTNDUWGBkdH/xAAaAQACAgMAAAAAAAAAAAAAAAAG
            BwQIAgUJ/8QAKhEAAQIFBAECBwEAAAAAAAAAAQIDAAQFBhEhIjFBB1FxEhMWgZGh4bH/2gAMAwEAAhEDEQA/AOV5alttPiGCVpfbT4i0dRuzndC9p1z8boOJ
            GklvOJaaZzKUbAWhZbwQYekPlsC5yg2hSXr5Ceo8l86XAUskJGeBkE5ONSNOod/jRv6vqZklOFKUoK1Y5IBSMDoHKhqeoiZfp8+hKStbCSRcjMbj7bRcwj5j
            yZX5hRKlpGegn+mLIsWdTpcAJKjjsq/kRzNJqbVlW1YiEunML95Kf8b+zy83/kZIveYmmiZnAUPTj9k/7GhrZFuOtBKyUrzjPOmM8YHYiJlaW20+IX5alttP
            iBWo3ZzuifTrn43QZN0t4jS4hgbpcZRp8QGP3ZvO6DNi59g3RjlqW20+IUZXDpWw04slUbje1jizTq87pB+qjWp2WXKvNqCHBYlPYj6EQrSuHSvbThfVavLe
            QW3BkHowyLfu6fpcwicknFIcTwpJwR0fyMgjggkHQwLjo2+6tRbxhSEEnKFS+YgelzmF/wBQ+y2HyvbThdz1UQ1koRiHhT/N94qSlCpvIGmqGifuSjJ9zrBz
            gFASuDSglJVDiklRWpThupRP4tsAOw9IXZXD5U/LgNqFxOpyBEoXjUKq8JidcUteMZJ69B6D27JPcQsrS+2nxChLYdK9vCAOo3G9rBfTq87pEC3S3iNOFJrD
            pUo+HAa9cLxWYM2K878Aj//Z
            """,
        ["Baseline420"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAcACwDASIAAhEBAxEB/8QA
            GAABAQEBAQAAAAAAAAAAAAAABQYHBAj/xAAsEAABAgQFAwEJAAAAAAAAAAABAgMABAYRBRIjMaEHISJBExUzQ1FhgZHR/8QAGAEBAQADAAAAAAAAAAAAAAAA
            BwgEBQn/xAArEQABAgUBBgYDAAAAAAAAAAABAhEAAwQFBiEHIzFBUWESExUXIjKBkaH/2gAMAwEAAhEDEQA/APK8tS22nxDMjSS3nEtNM5lKNgLRo8rS+2nx
            CTeCDD0h8tgXOUG0Oub5uuhop1TL1UkEgd+T9usYezu4+uXWmtxWwmKAJ5tzbu3CImX6fPoSkrWwkkXIzG4+20dDNJqbVlW1YiLGGqcwv3kp/wAb+zy83/kT
            H7g3OtmEVpBSegZv7FdXKz02P0Rq6ZSvgzuXdyB046xEytLbafEJN0t4jS4jTZalttPiE26XGUafEHl8yzefaNzY8n3f2jjlqW20+IRVRrU7LLlXm1BDgsSn
            sR9CI0CVw6VsNOFpXDpXtpwsZLkExaVIUHBjkviuTVVJOl1EhRStBBBBYgguCO4OojFx0bfdWot4wpCCTlCpfMQPS5zC/wCot8AoCVwaUEpKocUkqK1KcN1K
            J/FtgB2HpGjS2HyvbTheVw+VPy4Ab7ezTgiWlopmn2oZDkUpEi5TytI1Zkp/fhAf8vELK0vtp8Qk3S3iNOL6Ww6V7eEKNYdKlHw4Er3kU4zGhNsd/m+XH//Z
            """,
        ["Baseline411"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAcACwDAUEAAhEBAxEB/8QA
            GQABAQEBAQEAAAAAAAAAAAAABQAGBAII/8QALBAAAQIEBQMBCQAAAAAAAAAAAQACAwQGEQUSIzGhByEiQRMVM0NRYYGR0f/EABUBAQEAAAAAAAAAAAAAAAAA
            AAgH/8QAKBEAAAUDAgYCAwAAAAAAAAAAAQIDBCEABREHJAYSIjEyURRxQaHC/9oADAMBAAIRAxEAPwD5XlqW20+EzI0k+NEbChQcznGwFlo5fp9HY1pe+A0k
            XIzG4+2y6INJuhuyvhWIVd1P4sbtHZGSgjzqZx6DHv7GA7zVN0wTdPGZ3yXgnjPufX13HtFKytLbafCSh0t4jS4UpFC6XbdHmlZbLntSTXJK0vtp8JKHggw9
            ojmGBc5QbL2mqcwv3k6P439nl5v/ABUTVd6Kt+SUz4l/oaLmhrgFeC3yvoTfpMBrUy1LbafCTh0uMo0+FKRtul23R5qv2y6bUk1xy1LbafCRdRsKdlnysaG4
            MiCxLexH0IRo6Nx4r3GHjDmMJOUOl8xA9LnML/pbfAKAlcGlBKSrIjmlxe50Q3c4n8W2AHYeitmpD4p1hXEZABChRpHx+tabM5s5SAYHHL1Z8cQaMTkICQwM
            z2rRytL7afCSh0t4jTUpEW6XbdHmknbLntSTQsrh0rYaaWlcOle2mlZbD5XtppeVw+VPy0gNRXKnXNAbTpwp0TS0th0r28EpCw6VLPhqUiDclzi6PP5pf2xw
            p8Uk1//Z
            """,
        ["Restart420"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAcACwDASIAAhEBAxEB/8QA
            GAABAQEBAQAAAAAAAAAAAAAABQcGBAj/xAAsEAABAgQFAwEJAAAAAAAAAAABAgMABAYRBRIjMaEHISJBExUzQ1FhgZHR/8QAGAEAAwEBAAAAAAAAAAAAAAAA
            BAcIBQb/xAArEQABAgUBBgYDAAAAAAAAAAABAhEAAwQFBiEHIzFBUWESExUXIjKBkaH/3QAEAAH/2gAMAwEAAhEDEQA/APK8tS22nxDMjSS3nEtNM5lKNgLR
            R5Wl9tPiEm8EGHpD5bAucoNoeub5uuhop1TL1UkEgd+T9usB7O7j65daa3FbCYoAnm3Nu7cI/9CJy/T59CUla2Eki5GY3H22joZpNTasq2rERsYapzC/eSn/
            ABv7PLzf+RzHuDc62YRWkFJ6Bm/sVdcrPTY/RGrplK+DO5d3IHTjrH//0ZhK0ttp8Qk3S3iNLiKbLUttp8Qm3S4yjT4hK3zLN59osex5Pu/tH//SXlqW20+I
            RVRrU7LLlXm1BDgsSnsR9CIoErh0rYacLSuHSvbTjNyXIJi0qQoODEvYrk1VSTpdRIUUrQQQQWIILgjuDqI//9NYdG33VqLeMKQgk5QqXzED0ucwv+o2+AUB
            K4NKCUlUOKSVFalOG6lE/i2wA7D0ijS2HyvbTheVw+VPy4m++3s04IlpaB6fahkORSkSLlPK0jVmSn9+EB/y8f/UuErS+2nxCTdLeI0430th0r28IUaw6VKP
            hxAV7yKcZjQxbHf5vlx//9k=
            """,
        ["Progressive420"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wgARCAAcACwDASIAAhEBAxEB/8QA
            GAABAQEBAQAAAAAAAAAAAAAABAUGAwf/xAAYAQEBAAMAAAAAAAAAAAAAAAAGBwMECP/aAAwDAQACEAMQAAAB8rZpEusMTpYbMa7ETp0ntzinQLWcl4u3o2AK
            bCTfUITf/8QAHhAAAgMAAgMBAAAAAAAAAAAAAAIBAwQREwUQFBX/2gAIAQEAAQUCXKJk5lfHyRk4FykZRcpFPX6z1dguUjKLlPjh1/GmSjAtKrlIyi1qLWot
            ai1qLWpFan//xAAkEQAABgEBCQAAAAAAAAAAAAAAAQIDBAURBhITFCEiMTKBsf/aAAgBAwEBPwHTsjjpTcfPkYkw269netmfIQbPp7iqs3WlpcQeDIN6osLF
            JIkryXovggz1bI//xAAgEQABBAIBBQAAAAAAAAAAAAABAAIEBQMxEhMWIiMy/9oACAECAQE/Abu7ODC/I3YXcEnM73aU628tqysHEEFTpvT+Qpti/kv/xAAg
            EAACAgEDBQAAAAAAAAAAAAAAMQEREAIDEiFBYYGi/9oACAEBAAY/AkVEHYQhCLrE+BCEcZhnTe+Tjpv2IQhCFhH/xAAeEAACAgEFAQAAAAAAAAAAAAABEQAQ
            ISAxQVGBwf/aAAgBAQABPyGAwmSYCAyPsMSNJgpEvKnceFDBQEwcukaLAOG32LuQbJ3Gpg0qoq6MRj//2gAMAwEAAgADAAAAEEjtYWA//8QAHhEBAQAABgMA
            AAAAAAAAAAAAAREAECExQWFRgZH/2gAIAQMBAT8Qq8gC8zmdzbCXbNrbUPG+uSIiWIjERonY6mEulrJ9IL7uTf/EABwRAQACAgMBAAAAAAAAAAAAAAEAEVFh
            ECFBof/aAAgBAgEBPxDvqBQ35esy+GKwVX3gCSsY4SiMpP/EACAQAQACAwABBQEAAAAAAAAAAAEAESExwUEQUWGBkdH/2gAIAQEAAT8Q18S2MKCouPJaWs+N
            TAGk08TC5mjiCDBbRr08xdL/AJNfECnE18QPAqXBPZILka0sB4tpf5DbQmLR+q0Bg8TRxMKKRGFGJCIxpdL/2Q==
            """,
        ["Progressive444Restart"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wgARCAAcACwDAREAAhEBAxEB/8QA
            GAABAQEBAQAAAAAAAAAAAAAABAYHBQP/xAAZAQADAQEBAAAAAAAAAAAAAAAFBgcDBAj/3QAEAAL/2gAMAwEAAhADEAAAAcrso5i4x//Qieuk+mO3/9GXFWhI
            Uz//0pt+TEo1M//T4qXdG9C3/9RCHRkhjP8A/9VZeVJXWr//1lprP2xgv//XuI4yJDGf/9C05YasAe//0dJnCUwCe//S2Dz5uoOZ/8QAHRAAAgMAAgMAAAAA
            AAAAAAAAAAIBAwQREwUUFf/aAAgBAQABBQJcomTmf//QXx8kZOD/0VykZT//0lykU9Z//9Mz1dh//9RcpGU//9Vcp6cOv//W+NMlGBaV/9dcpGU//9Ba1FrU
            /9Fa1FrU/9Ja1IrU/8QAKREAAQQBAgILAQAAAAAAAAAABAABAgMFESESsQYHEzJBcXKBocHw4f/aAAgBAwEBPwEclATsIsaqptXdf//Qow5cWZ5O372UZ2Dy
            4LG0df/RHJUCdl//0hyV0DnG4+WvhB+bL//TWem1Uq38/pf/1ByVAnZf/9UclYjL244iBVPej+5L/9ajrE44tx0b+r+favzNuSu7a74X/9cclQJ2X//QHskh
            7JL/0R7JIeyS/9IeyShZLRf/xAAiEQACAwABBAIDAAAAAAAAAAACBAABAyEFBhFBEhOB0fD/2gAIAQIBAT8BYbj3UQwC9NL8VU//0N+61iu6Gi/vzD6iG4/P
            O+J//9FhuG3zP//SYbnczNmtQ1fv9z//05jt9Q3U/9RhuG3zP//VYbju46jYFP/W1oc/c3a8T//XYbht8z//0GNCjGhT/9FjQozoU//SY0KFpfmf/8QAHxAB
            AQACAQQDAAAAAAAAAAAAADEBERICAyFBYYGi/9oACAEBAAY/Ao1jD//Q9I//0Yj/0o3p/9Nn4f/UiP/VjjnFf//W8d78uPTv7f/XiP/QiP/RiP/SR//EAB0Q
            AAMAAQUBAAAAAAAAAAAAAAABESEQMUFRgcH/2gAIAQEAAT8hA5VLZ//QRSrX0c0Y/9EmAf/SJF5H/9Mtx4H/1AYB/9UDcPTof//WqdEuLX0ndla3uZ//1yYB
            /9DSq//R0Kv/0uiQj//aAAwDAQACAAMAAAAQN//Qa//R2//SJ//Tn//UV//Vo//WV//XQ//QL//Rw//SB//EAB8RAQADAQACAwEBAAAAAAAAAAEAESExQVFh
            kfBxgf/aAAgBAwEBPxDnsRQqgP2B1XA1yf/QKhU5bZ8NIs+FPSz9FHyY/wCT/9Hnsz7P/9LnspKKgvw02emlLPCnmf/TgnNa3/MfVv2z/9Tnsz7P/9Xnsbks
            sssRERPSkaRLsRpn/9ZhC1LSovlBaC8FVy3szkNAAoA8Fq9V1e+qD//X57M+z//QybMmz//RybMmz//SybKHZ//EAB8RAAMBAQACAgMAAAAAAAAAAAABIREx
            QVFh8HGR8f/aAAgBAgEBPxDtRX9LW39rfElW4qf/0HUCTdxY/lajx/KT9pFqfrw7+z//0e1Laf/S7UZAxrt6sbH7WpP8pPwf/9MbpR4f/9TtS2n/1e1OTL/p
            /9Zk8gUuJn//1+1Laf/QupdT/9G6lVP/0rqOvT//xAAfEAEAAgMAAQUAAAAAAAAAAAABABEhMcFBUWGBkdH/2gAIAQEAAT8Q18S2MKCp/9BceS0tZ7amANJ/
            /9HTxMLmf//S0cQQYLaNT//TnmLpf5P/1NfECnE//9XXxA8CpcE9En//1hcjWlgPFtL+obaExaPxWgMHif/X0cTCj//QpEYUf//RxIRH/9LGl0v/2Q==
            """,
        ["Gray"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            wAALCAAcACwBAREA/8QAGAABAQEBAQAAAAAAAAAAAAAABQYEAgj/xAAsEAABAgQFAwEJAAAAAAAAAAABAgMABAYRBRIjMaEHISJBExUzQ1FhgZHR/9oACAEB
            AAA/APK8tS22nxDMjSS3nEtNM5lKNgLRRy/T59CUla2Eki5GY3H22jQzSam1ZVtWIhWVpbbT4hJulvEaXEZJWl9tPiEm8EGHpD5bAucoNo7hqnML95Kf8b+z
            y83/AJFTLUttp8Qm3S4yjT4jHLUttp8QiqjWp2WXKvNqCHBYlPYj6EQaOjb7q1FvGFIQScoVL5iB6XOYX/UW+AUBK4NKCUlUOKSVFalOG6lE/i2wA7D0ijla
            X20+ISbpbxGnAsrh0rYacLSuHSvbThWWw+V7acLyuHyp+XC0th0r28IUaw6VKPhx/9k=
            """,
        ["Arithmetic"] = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/
            2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/yQARCAAcACwDASIAAhEBAxEB/8wA
            CgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/AN22i83XHSMgJ6B6E3WgLqCza+VR9Sb/ALQXOmNjZqfpzzvq9cOvWzNH44q0ADA2FgRZuleFiNQn1wCg9SvIezN9
            FN+u2G4UTPiu819mKQWcOdABHeNHsABEiOHNOpVR8gvGDA3POYHZXcEfTzSldg2I8q5RUXvC0VJosnu3SeBi4LqH+UOUEw==
            """,
    };

    /// <summary>The names of the files that decode in colour.</summary>
    public static IEnumerable<string> Colored => Files.Keys.Except(["Gray", "Arithmetic"]);

    public static byte[] File(string name) => Convert.FromBase64String(Files[name]);

    /// <summary>What was encoded: gradients and a red disc.</summary>
    public static Image Picture()
    {
        var image = new Image(Width, Height, PixelFormat.Rgb24);
        for (int y = 0; y < Height; y++)
        {
            Span<byte> row = image.Row(y);
            for (int x = 0; x < Width; x++)
            {
                bool disc = (x - 20) * (x - 20) + (y - 12) * (y - 12) < 64;
                row[3 * x] = (byte)(disc ? 230 : Math.Min(255, 30 + 5 * x));
                row[3 * x + 1] = (byte)(disc ? 60 : Math.Min(255, 20 + 8 * y));
                row[3 * x + 2] = (byte)(disc ? 40 : Math.Max(0, 220 - 4 * x - 2 * y));
            }
        }
        return image;
    }

    /// <summary>The file with an EXIF segment in front that says how it is turned.</summary>
    public static byte[] WithOrientation(byte[] file, int orientation, bool littleEndian)
    {
        byte value = (byte)orientation;
        byte[] tiff = littleEndian
            ? [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0]
            : [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0];
        return [.. file[..2], 0xFF, 0xE1, 0, (byte)(tiff.Length + 8), .. "Exif\0\0"u8, .. tiff, .. file[2..]];
    }

    /// <summary>A file of several components, one non-interleaved scan each, made of grey files of this library.</summary>
    /// <param name="width">The width of the picture.</param>
    /// <param name="height">The height of the picture.</param>
    /// <param name="planes">Grey files of one quality, each of the size that its sampling factors ask for.</param>
    /// <param name="sampling">A byte for each component: horizontal factor, vertical factor.</param>
    /// <param name="adobeTransform">The colour transform of the Adobe segment, or -1 for none.</param>
    public static byte[] Combine(int width, int height, byte[][] planes, byte[] sampling, int adobeTransform)
    {
        int tables = Find(planes[0], 0xDB), frame = Find(planes[0], 0xC0), scan = Find(planes[0], 0xDA);
        List<byte> file = [0xFF, 0xD8];
        if (adobeTransform >= 0) file.AddRange([0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)adobeTransform]);
        file.AddRange(planes[0][tables..frame]);
        file.AddRange([0xFF, 0xC0, 0, (byte)(8 + 3 * planes.Length), 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width]);
        file.Add((byte)planes.Length);
        for (int i = 0; i < planes.Length; i++) file.AddRange([(byte)(i + 1), sampling[i], 0]);
        int huffman = frame + 2 + planes[0][frame + 3];
        file.AddRange(planes[0][huffman..scan]);
        for (int i = 0; i < planes.Length; i++)
        {
            file.AddRange([0xFF, 0xDA, 0, 8, 1, (byte)(i + 1), 0, 0, 63, 0]);
            file.AddRange(planes[i][(Find(planes[i], 0xDA) + 10)..^2]);
        }
        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>Where the first segment of a kind begins.</summary>
    public static int Find(byte[] file, byte marker) => file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker]);
}
