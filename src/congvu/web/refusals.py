"""Pages that say no: what happened, that nothing was lost, and what to do next."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True, slots=True)
class Words:
    """What a refusal page says when nobody says it better."""

    heading: str
    happened: str
    next_step: str


WORDS = {
    400: Words(
        "Yêu cầu không đọc được",
        "Đường dẫn hoặc dữ liệu gửi lên bị thiếu hoặc đã bị thay đổi. Chưa có gì được ghi lại.",
        "Hãy quay lại trang trước và làm lại thao tác, hoặc bắt đầu từ trang chủ.",
    ),
    403: Words(
        "Không có quyền xem trang này",
        "Tài khoản đang dùng không được giao việc này.",
        "Nếu đây là việc của anh/chị, hãy đăng nhập bằng tài khoản khác hoặc đề nghị "
        "người quản trị của cơ quan giao quyền.",
    ),
    404: Words(
        "Không tìm thấy trang",
        "Địa chỉ này không có, đã được chuyển đi, hoặc không dành cho tài khoản đang dùng.",
        "Hãy kiểm tra lại địa chỉ hay mã hồ sơ, hoặc tìm từ trang chủ.",
    ),
    405: Words(
        "Không mở được trang theo cách này",
        "Địa chỉ này chỉ nhận thao tác từ một biểu mẫu. Chưa có gì được ghi lại.",
        "Hãy quay lại trang trước và bấm nút trong biểu mẫu.",
    ),
    409: Words(
        "Có người vừa thay đổi trước anh/chị",
        "Trang đang mở đã cũ, vì vậy thao tác vừa rồi chưa được thực hiện.",
        "Hãy tải lại trang, xem điều gì đã thay đổi, rồi quyết định lại.",
    ),
    413: Words(
        "Tệp quá lớn",
        "Tệp gửi lên vượt quá dung lượng cho phép nên chưa được nhận. "
        "Những câu trả lời đã lưu vẫn còn.",
        "Hãy chụp lại ở chất lượng thấp hơn hoặc tách thành nhiều tệp, rồi gửi lại.",
    ),
    422: Words(
        "Chưa thực hiện được",
        "Thao tác vừa rồi không thực hiện được và chưa có gì thay đổi.",
        "Hãy quay lại trang trước để xem và sửa.",
    ),
    429: Words(
        "Thao tác quá nhanh",
        "Hệ thống nhận được quá nhiều yêu cầu từ thiết bị này trong thời gian ngắn.",
        "Hãy đợi một phút rồi thử lại. Những câu trả lời đã lưu vẫn còn.",
    ),
    500: Words(
        "Hệ thống gặp lỗi",
        "Lỗi này ở phía chúng tôi và đã được ghi lại. Những gì đã lưu trước đó vẫn còn.",
        "Hãy thử lại sau vài phút. Nếu đang gửi hồ sơ, hãy xem mục “Hồ sơ của tôi” "
        "trước khi gửi lần nữa.",
    ),
    503: Words(
        "Hệ thống đang bận",
        "Hiện có quá nhiều người dùng cùng lúc hoặc hệ thống đang được bảo trì. "
        "Những câu trả lời đã lưu vẫn còn.",
        "Hãy thử lại sau vài phút.",
    ),
}


def refusal(
    request: HttpRequest,
    status: int,
    *,
    heading: str = "",
    happened: str = "",
    next_step: str = "",
    action_label: str = "",
    action_url: str = "",
) -> HttpResponse:
    """Return the page for `status` (400 … 503), saying it in the given words where given."""
    usual = WORDS[status]
    context = {
        "status": status,
        "heading": heading or usual.heading,
        "happened": happened or usual.happened,
        "next_step": next_step or usual.next_step,
        "action_label": action_label,
        "action_url": action_url,
    }
    return render(request, "web/refusal.html", context, status=status)
